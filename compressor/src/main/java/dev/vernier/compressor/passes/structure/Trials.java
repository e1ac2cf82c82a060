package dev.vernier.compressor.passes.structure;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.calibrate.Lanes;
import dev.vernier.compressor.graph.Emitter;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.compressor.passes.Probe;
import dev.vernier.compressor.passes.Ridge;
import dev.vernier.compressor.passes.structure.UnitSelection.Removal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Measures how far the final output moves when layers lose units and bridges take the place of blocks. One session tries all:
 * the projections' weights are inputs of its graph, with rows of zeros for the units that are gone, and so is for each block
 * whether it or its bridge is heard.
 */
final class Trials implements AutoCloseable {
    private static final String MATRIX = "vernier.matrix.";
    private static final String BIAS = "vernier.bias.";
    private static final String KEEP = "vernier.keep.";

    /** A layer can lose so many parts of its units, but for the last. */
    private static final int PARTS = 8;

    private final List<List<Level>> levels;
    private final int blocks;
    private final Probe probe;

    /**
     * A layer with some of its units.
     *
     * @param matrix of the projection, {@code [inputs, outputs]}
     */
    record Level(int kept, Weight matrix, Weight bias) {}

    private Trials(List<List<Level>> levels, int blocks, Probe probe) {
        this.levels = levels;
        this.blocks = blocks;
        this.probe = probe;
    }

    /**
     * Fits what is left to the texts of the units.
     *
     * @param probes the texts to measure with: others, for least squares does better on those that it has seen, and the more so
     *     the more units there are
     */
    static Trials open(UnitLayers units, List<Stretch> stretches, Calibration probes) {
        Calibration calibration = units.calibration();
        List<List<Level>> levels = new ArrayList<>();
        List<Gram> grams = units.layers().isEmpty() ? List.of() : units.grams();
        Lanes.inOrder(
                calibration.threads(),
                units.places(),
                place -> levels(units.graph(), units.layers().get(place), grams.get(place)),
                (place, some) -> levels.add(some));
        List<Ridge> bridges = stretches.stream()
                .map(stretch -> stretch.bridge(units.graph(), calibration))
                .toList();
        Graph graph = graph(units, stretches, bridges);
        return new Trials(levels, stretches.size(), new Probe(units.graph(), graph, probes));
    }

    /** From all units down, each time without those that OBS can do without. */
    private static List<Level> levels(Graph graph, UnitLayer layer, Gram gram) {
        double[] weights = layer.weights(graph);
        int outputs = layer.outputs(graph);
        List<Level> levels = new ArrayList<>(List.of(level(layer.units(), weights, outputs)));
        UnitSelection selection = UnitSelection.of(layer, gram, weights);
        List<Removal> removed = new ArrayList<>();
        for (int part = PARTS - 1; part > 0; part--) {
            int kept = layer.rounded((double) layer.units() * part / PARTS);
            int more = layer.units() - removed.size() - kept;
            if (more > 0) {
                removed.addAll(selection.remove(more));
                double[] left = weights.clone();
                for (Removal removal : removed) {
                    int rows = layer.size() * outputs;
                    Arrays.fill(left, removal.unit() * rows, (removal.unit() + 1) * rows, 0);
                }
                levels.add(level(kept, left, outputs));
            }
        }
        return levels;
    }

    private static Level level(int kept, double[] affine, int outputs) {
        int end = affine.length - outputs;
        return new Level(
                kept,
                Weight.rounded(new long[] {end / outputs, outputs}, Arrays.copyOf(affine, end)),
                Weight.rounded(new long[] {outputs}, Arrays.copyOfRange(affine, end, affine.length)));
    }

    private static Graph graph(UnitLayers units, List<Stretch> stretches, List<Ridge> bridges) {
        List<ValueSpec> inputs = new ArrayList<>(units.graph().inputs());
        for (int place : units.places()) {
            inputs.add(ofRank(2, MATRIX + place));
            inputs.add(ofRank(1, BIAS + place));
        }
        for (int block = 0; block < stretches.size(); block++) {
            inputs.add(ofRank(1, KEEP + block));
        }
        Graph graph = units.graph().withInputs(inputs);
        for (int place : units.places()) {
            takeWeights(graph, units.layers().get(place), place);
        }
        Map<String, String> renamed = new HashMap<>();
        for (int block = 0; block < stretches.size(); block++) {
            Stretch stretch = stretches.get(block);
            String from = renamed.getOrDefault(stretch.from(), stretch.from());
            renamed.put(stretch.to(), choose(graph, from, stretch.to(), bridges.get(block), KEEP + block));
        }
        graph.removeDead();
        graph.sort();
        return graph;
    }

    private static ValueSpec ofRank(int rank, String name) {
        return new ValueSpec(
                name,
                WeightType.FLOAT,
                IntStream.range(0, rank)
                        .mapToObj(axis -> ValueSpec.Axis.free(name + "." + axis))
                        .toList());
    }

    private static void takeWeights(Graph graph, UnitLayer layer, int place) {
        Linear projection = layer.projection();
        String product =
                new Emitter(graph, projection.output() + "/trial").op("MatMul", projection.input(), MATRIX + place);
        graph.replace(Node.of("Add", List.of(product, BIAS + place), projection.output()));
    }

    /** Lets what reads a block's output read {@code keep * block + (1 - keep) * bridge}, the name of which is returned. */
    private static String choose(Graph graph, String from, String to, Ridge bridge, String keep) {
        Emitter emit = new Emitter(graph, to + "/trial");
        String chosen = emit.fresh("chosen");
        graph.replaceUses(to, chosen);
        String product = emit.op("MatMul", from, emit.constant("weights", bridge.matrix()));
        String bridged = emit.op("Add", product, emit.constant("bias", bridge.bias()));
        String drop = emit.op("Sub", emit.constant("one", Weight.scalar(1)), keep);
        String both = emit.op("Mul", bridged, drop);
        emit.add(Node.of("Add", List.of(emit.op("Mul", to, keep), both), chosen));
        return chosen;
    }

    /** The ways in which a layer can be made smaller, the first of which leaves it whole. */
    List<Level> levels(int place) {
        return levels.get(place);
    }

    /** How far the output moves with all of these. */
    double divergence(List<Option> options) {
        Map<String, Weight> choices = new LinkedHashMap<>();
        for (int place = 0; place < levels.size(); place++) {
            put(choices, place, levels.get(place).get(0));
        }
        for (int block = 0; block < blocks; block++) {
            choices.put(KEEP + block, Weight.floats(new long[] {1}, 1));
        }
        for (Option option : options) {
            option.levels()
                    .forEach((place, level) ->
                            put(choices, place, levels.get(place).get(level)));
            option.bridges().forEach(block -> choices.put(KEEP + block, Weight.floats(new long[] {1}, 0)));
        }
        return probe.divergence(choices);
    }

    private static void put(Map<String, Weight> choices, int place, Level level) {
        choices.put(MATRIX + place, level.matrix());
        choices.put(BIAS + place, level.bias());
    }

    @Override
    public void close() {
        probe.close();
    }
}
