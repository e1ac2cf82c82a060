package dev.vernier.compressor;

import dev.vernier.compressor.graph.Block;
import dev.vernier.compressor.graph.BlockMatcher;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The energy curve of each matrix of a graph: what low rank could save before anything is tried. */
final class SpectrumReport {
    /** Steps of a curve, from rank 0 to the full one. */
    private static final int STEPS = 20;

    private final List<Line> lines;

    /**
     * One matrix.
     *
     * @param role {@code query}, {@code up}, {@code embedding}, ...; {@code linear} for a layer outside of the blocks
     * @param block the block's number, from 0; -1 outside of the blocks
     */
    private record Line(String role, int block, Weight matrix, Spectrum spectrum) {
        Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("role", role);
            fields.put("block", block);
            fields.put("in", matrix.size(0));
            fields.put("out", matrix.size(1));
            fields.put("largest_saving_rank", spectrum.largestSavingRank());
            fields.put("saving_rank_energy", savingEnergy());
            fields.put("energy_by_rank_share", curve());
            return fields;
        }

        private double savingEnergy() {
            return spectrum.energy(Math.min(spectrum.fullRank(), spectrum.largestSavingRank()));
        }

        private List<Double> curve() {
            return IntStream.rangeClosed(0, STEPS)
                    .mapToObj(step -> spectrum.energy(spectrum.fullRank() * step / STEPS))
                    .toList();
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-5s %-9s  %-11s  %6d  %5d  %5d  %5d  %6.1f %%",
                    block < 0 ? "-" : Integer.toString(block),
                    role,
                    matrix.size(0) + "x" + matrix.size(1),
                    spectrum.fullRank(),
                    spectrum.rank(.9),
                    spectrum.rank(.95),
                    spectrum.rank(.99),
                    100 * savingEnergy());
        }
    }

    private SpectrumReport(List<Line> lines) {
        this.lines = lines;
    }

    static SpectrumReport of(Graph graph) {
        Map<String, String> roles = new HashMap<>();
        Map<String, Integer> blocks = new HashMap<>();
        List<Block> matched = BlockMatcher.match(graph);
        for (int i = 0; i < matched.size(); i++) {
            for (Map.Entry<String, Linear> layer : matched.get(i).layers().entrySet()) {
                roles.putIfAbsent(layer.getValue().weight(), layer.getKey());
                blocks.putIfAbsent(layer.getValue().weight(), i);
            }
        }
        for (Node node : graph.nodes()) {
            if (node.is("Gather")) {
                roles.putIfAbsent(node.input(0), "embedding");
            }
        }
        Set<String> others = Linear.all(graph).stream().map(Linear::weight).collect(Collectors.toSet());
        return new SpectrumReport(graph.weights().entrySet().stream()
                .filter(entry -> isMatrix(entry.getValue())
                        && (roles.containsKey(entry.getKey()) || others.contains(entry.getKey())))
                .parallel()
                .map(entry -> new Line(
                        roles.getOrDefault(entry.getKey(), "linear"),
                        blocks.getOrDefault(entry.getKey(), -1),
                        entry.getValue(),
                        Spectrum.of(entry.getValue())))
                .toList());
    }

    private static boolean isMatrix(Weight weight) {
        return weight.type() == WeightType.FLOAT && weight.rank() == 2 && weight.elements() > 0;
    }

    /** The rows of a result file. */
    List<Map<String, Object>> fields() {
        return lines.stream().map(Line::fields).toList();
    }

    void print(PrintWriter out) {
        out.println(
                "ranks that keep 90, 95 and 99 percent of a matrix's energy, and the energy that the largest rank keeps whose"
                        + " two factors are smaller than the matrix");
        out.println("block role       shape          full     90     95     99   smaller");
        List<Line> sorted = new ArrayList<>(lines);
        sorted.sort(Comparator.comparingInt(Line::block));
        sorted.forEach(out::println);
        out.flush();
    }
}
