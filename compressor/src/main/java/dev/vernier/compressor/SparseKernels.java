package dev.vernier.compressor;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.sparse.Kernel;
import dev.vernier.compressor.sparse.KernelRace;
import dev.vernier.compressor.sparse.KernelTimes;
import dev.vernier.store.measure.Measure;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * Would zeros make this model faster? Races sparse products against the runtime's dense one over a model's
 * matrices, one of each shape.
 */
final class SparseKernels {
    private static final int[] TOKENS = {16, 128};
    private static final double[] SPARSITIES = {.5, .7, .8, .9, .95, .99};
    private static final int ROUNDS = 9;
    private static final int QUICK_ROUNDS = 3;

    private final Collection<Weight> matrices;
    private final int rounds;
    private final long seed;

    private SparseKernels(Collection<Weight> matrices, int rounds, long seed) {
        this.matrices = matrices;
        this.rounds = rounds;
        this.seed = seed;
    }

    /**
     * A race over one matrix of each shape that the graph's linear layers have.
     *
     * @throws GraphException when there is no linear layer
     */
    static SparseKernels of(Graph graph, boolean isQuick, long seed) {
        Map<String, Weight> shapes = new LinkedHashMap<>();
        for (Linear layer : Linear.all(graph)) {
            Weight matrix = layer.matrix(graph);
            shapes.putIfAbsent(Arrays.toString(matrix.shape()), matrix);
        }
        if (shapes.isEmpty()) {
            throw new GraphException("the model has no product with a constant fp32 matrix");
        }
        return new SparseKernels(shapes.values(), isQuick ? QUICK_ROUNDS : ROUNDS, seed);
    }

    List<KernelTimes> race(ProgressBar progress) {
        List<KernelTimes> times = new ArrayList<>();
        for (Weight matrix : matrices) {
            for (int tokens : TOKENS) {
                String step = matrix.size(0) + "x" + matrix.size(1) + ", " + tokens + " tokens";
                DoubleConsumer share = progress.begin(step, 1.0 / matrices.size() / TOKENS.length);
                KernelRace race = new KernelRace(matrix, tokens, rounds, seed);
                for (int i = 0; i < SPARSITIES.length; i++) {
                    times.addAll(race.at(SPARSITIES[i]));
                    share.accept((i + 1.0) / SPARSITIES.length);
                }
            }
        }
        progress.end();
        return times;
    }

    static void print(List<KernelTimes> times, PrintWriter out) {
        out.println("speed-up over ONNX Runtime's product with the whole matrix, with its 95 % interval");
        StringBuilder heading = new StringBuilder(String.format("%-12s%-8s%-7s", "matrix", "tokens", "zeros"));
        for (Kernel kernel : Kernel.values()) {
            heading.append(String.format("%-22s", kernel.label()));
        }
        out.println(heading.toString().stripTrailing());
        int kernels = Kernel.values().length;
        for (int i = 0; i < times.size(); i += kernels) {
            out.println(line(times.subList(i, i + kernels)));
        }
        for (Kernel kernel : Kernel.values()) {
            out.println(kernel.label() + " " + verdict(kernel, times));
        }
        out.flush();
    }

    private static String line(List<KernelTimes> kernels) {
        KernelTimes first = kernels.get(0);
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "%-12s%-8d%-7s", first.matrix(), first.tokens(), percent(first.sparsity())));
        for (KernelTimes one : kernels) {
            Measure speedup = one.speedup();
            String cell =
                    String.format(Locale.ROOT, "%.2fx [%.2f, %.2f]", speedup.value(), speedup.low(), speedup.high());
            line.append(String.format("%-22s", cell));
        }
        return line.toString().stripTrailing();
    }

    /** From how many zeros on a kernel is faster on every matrix, its whole interval above 1. */
    private static String verdict(Kernel kernel, List<KernelTimes> times) {
        double pays = Double.POSITIVE_INFINITY;
        for (int i = SPARSITIES.length - 1; i >= 0 && paysAt(kernel, SPARSITIES[i], times); i--) {
            pays = SPARSITIES[i];
        }
        return Double.isInfinite(pays)
                ? "pays at none of these"
                : "pays on every matrix from " + percent(pays) + " zeros on";
    }

    private static boolean paysAt(Kernel kernel, double sparsity, List<KernelTimes> times) {
        return times.stream()
                .filter(one -> one.kernel() == kernel && one.sparsity() == sparsity)
                .allMatch(one -> one.speedup().low() > 1);
    }

    private static String percent(double share) {
        return Math.round(100 * share) + " %";
    }
}
