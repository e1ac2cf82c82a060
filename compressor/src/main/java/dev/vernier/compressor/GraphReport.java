package dev.vernier.compressor;

import dev.vernier.compressor.graph.Block;
import dev.vernier.compressor.graph.BlockMatcher;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.LeftInFp32;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Shows a graph: what it takes and gives, its operators, its parameters and its transformer blocks. */
final class GraphReport {
    private static final double MIB = 1 << 20;

    private GraphReport() {}

    static void print(Graph graph, PrintWriter out) {
        out.println("takes       " + values(graph.inputs()));
        out.println("gives       " + values(graph.outputs()));
        out.println("opsets      "
                + graph.opsets().entrySet().stream()
                        .map(set -> (set.getKey().isEmpty() ? "ai.onnx" : set.getKey()) + " " + set.getValue())
                        .collect(Collectors.joining(", ")));
        out.println("operators   " + operators(graph));
        GraphSize size = GraphSize.of(graph);
        long bytes =
                graph.weights().values().stream().mapToLong(Weight::byteCount).sum();
        out.printf(
                Locale.ROOT,
                "parameters  %,d in matrices; weights %.1f MiB, %.1f MiB of them embeddings%n",
                size.parameters(),
                bytes / MIB,
                size.embeddingBytes() / MIB);
        LeftReport.print("in fp32     ", LeftInFp32.in(graph), out);
        blocks(graph, out);
    }

    private static void blocks(Graph graph, PrintWriter out) {
        List<Block> blocks = BlockMatcher.match(graph);
        out.println("blocks      " + blocks.size());
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            Block.FeedForward forward = block.feedForward();
            out.printf(
                    "  %2d  query %s  key %s  value %s  output %s  feed-forward %s%n",
                    i,
                    shape(graph, block.query()),
                    shape(graph, block.key()),
                    shape(graph, block.value()),
                    shape(graph, block.output()),
                    forward == null
                            ? "not recognised"
                            : shape(graph, forward.up()) + " " + shape(graph, forward.down()));
        }
    }

    private static String shape(Graph graph, Linear layer) {
        Weight matrix = graph.weight(layer.weight());
        return matrix == null ? "?" : Arrays.toString(matrix.shape());
    }

    private static String operators(Graph graph) {
        Map<String, Integer> counts = new TreeMap<>();
        graph.nodes().stream().map(Node::op).forEach(op -> counts.merge(op, 1, Integer::sum));
        return counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String values(List<ValueSpec> values) {
        return values.stream()
                .map(value -> value.name() + " " + value.type() + axes(value))
                .collect(Collectors.joining(", "));
    }

    private static String axes(ValueSpec value) {
        List<ValueSpec.Axis> shape = value.shape();
        return shape == null
                ? ""
                : shape.stream()
                        .map(axis -> axis.size() >= 0 ? Long.toString(axis.size()) : axis.symbol())
                        .toList()
                        .toString();
    }
}
