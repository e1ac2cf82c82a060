package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Range;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Static 8-bit integers, except in the layers where they hurt the final output most for what they save: those stay fp32. A
 * layer's sensitivity is the divergence of the output when it alone is quantised; {@link FormatSearch} looks for the fewest
 * multiplications that must be fp32 for the divergence of the whole to be down to the wanted share of what it was.
 */
public final class MixedPrecision implements Pass {
    /** What a search may measure beyond the sensitivities, a measurement for each layer. */
    private static final int MORE_MEASUREMENTS = 6;

    private final double lossShare;
    private final Search search;

    /** {@code lossShare}: the divergence to reach, as a share of that of the graph with every layer quantised. */
    public MixedPrecision(double lossShare, Search search) {
        if (!(lossShare > 0 && lossShare < 1)) {
            throw new IllegalArgumentException("the share of the loss must be in (0,1), not " + lossShare);
        }
        this.lossShare = lossShare;
        this.search = search;
    }

    @Override
    public String name() {
        return "mixed";
    }

    @Override
    public Outcome apply(Graph graph, Calibration calibration) {
        Map<String, Range> ranges = Int8Static.ranges(graph, calibration);
        List<Linear> layers = Linear.all(graph);
        try (Probe probe = new Probe(
                graph,
                List.of(alone -> Int8Static.quantize(alone, ranges, layer -> true)),
                calibration.first(Probe.TEXTS))) {
            double[] sensitivities = sensitivities(probe, layers.size());
            double all = probe.divergence(choices(layers.size(), new BitSet()));
            FormatSearch formats = new FormatSearch(
                    fp32 -> probe.divergence(choices(layers.size(), fp32)),
                    layers.stream()
                            .mapToLong(layer -> layer.matrix(graph).elements())
                            .toArray(),
                    sensitivities,
                    all * lossShare,
                    layers.size() + MORE_MEASUREMENTS);
            ObjectNode facts = JsonNodeFactory.instance
                    .objectNode()
                    .put("loss_share", lossShare)
                    .put("divergence_all_int8", all);
            BitSet fp32 = best(formats, facts).fp32();
            facts.set("matmuls", facts(graph, layers, sensitivities, fp32));
            return new Outcome(quantize(graph, ranges, layers, fp32), facts);
        }
    }

    private FormatSearch.Found best(FormatSearch formats, ObjectNode facts) {
        ArrayNode searches = facts.putArray("searches");
        FormatSearch.Found best = null;
        for (Search one : search.each()) {
            FormatSearch.Found found = formats.find(one);
            searches.addObject()
                    .put("search", Pass.word(one))
                    .put("fp32_multiplications", found.multiplications())
                    .put("divergence", found.divergence())
                    .put("measurements", found.measured());
            best = best == null || found.multiplications() < best.multiplications() ? found : best;
        }
        FormatSearch.Found chosen = Objects.requireNonNull(best);
        facts.put("divergence", chosen.divergence());
        return chosen;
    }

    private static double[] sensitivities(Probe probe, int layers) {
        double[] sensitivities = new double[layers];
        for (int layer = 0; layer < layers; layer++) {
            float[] choices = new float[layers];
            choices[layer] = 1;
            sensitivities[layer] = probe.divergence(choices);
        }
        return sensitivities;
    }

    private static float[] choices(int layers, BitSet fp32) {
        float[] choices = new float[layers];
        for (int layer = 0; layer < layers; layer++) {
            choices[layer] = fp32.get(layer) ? 0 : 1;
        }
        return choices;
    }

    private static Graph quantize(Graph graph, Map<String, Range> ranges, List<Linear> layers, BitSet fp32) {
        Set<Linear> kept = new HashSet<>();
        fp32.stream().forEach(place -> kept.add(layers.get(place)));
        return Int8Static.quantize(graph, ranges, layer -> !kept.contains(layer));
    }

    private static ArrayNode facts(Graph graph, List<Linear> layers, double[] sensitivities, BitSet fp32) {
        ArrayNode facts = JsonNodeFactory.instance.arrayNode();
        for (int place = 0; place < layers.size(); place++) {
            Linear layer = layers.get(place);
            String name = layer.matMul().name();
            facts.addObject()
                    .put("matmul", name.isEmpty() ? layer.matMul().output() : name)
                    .put("sensitivity", sensitivities[place])
                    .put("multiplications", layer.matrix(graph).elements())
                    .put("format", fp32.get(place) ? "fp32" : "int8");
        }
        return facts;
    }
}
