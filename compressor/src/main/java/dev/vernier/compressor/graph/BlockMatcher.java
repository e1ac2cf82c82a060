package dev.vernier.compressor.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds transformer blocks by their structure, starting from each Softmax: upwards to the product of queries and keys and
 * the layers that make them, downwards to the product with the values, the projection and the feed-forward layers. Names and
 * sizes play no part. Expects a normalised graph.
 */
public final class BlockMatcher {
    private static final Set<String> ELEMENTWISE = Set.of(
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Pow",
            "Sqrt",
            "Where",
            "Cast",
            "Clip",
            "Min",
            "Max",
            "Erf",
            "Tanh",
            "Sigmoid",
            "Relu",
            "Gelu",
            "FastGelu",
            "QuickGelu",
            "BiasGelu",
            "Identity",
            "Dropout");

    private static final Set<String> RESHAPING =
            Set.of("Transpose", "Reshape", "Split", "Slice", "Squeeze", "Unsqueeze", "Gather", "Flatten");

    private static final Set<String> NORMALIZING = Set.of(
            "ReduceMean",
            "LayerNormalization",
            "SimplifiedLayerNormalization",
            "SkipLayerNormalization",
            "SkipSimplifiedLayerNormalization");

    private final Graph graph;
    private final Set<String> attentionLayers = new HashSet<>();

    private BlockMatcher(Graph graph) {
        this.graph = graph;
    }

    /** The blocks in the graph's order; a Softmax around which there is no whole block is left out. */
    public static List<Block> match(Graph graph) {
        BlockMatcher matcher = new BlockMatcher(graph);
        List<Block> attentions = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Block attention = node.is("Softmax") ? matcher.attention(node) : null;
            if (attention != null) {
                attentions.add(attention);
            }
        }
        return attentions.stream().map(matcher::withFeedForward).toList();
    }

    private @Nullable Block attention(Node softmax) {
        Node scores = nearestAbove(softmax.input(0), ELEMENTWISE, this::isProduct);
        Node context = nearestBelow(softmax.output(), ELEMENTWISE, this::isProduct);
        if (scores == null || context == null) {
            return null;
        }
        Node projection = nearestBelow(context.output(), RESHAPING, this::isLinear);
        Linear query = source(scores.input(0));
        Linear key = source(scores.input(1));
        Linear value = source(context.input(1));
        if (query == null || key == null || value == null || projection == null) {
            return null;
        }
        Linear output = Linear.of(graph, projection).orElseThrow();
        for (Linear layer : List.of(query, key, value, output)) {
            attentionLayers.add(layer.matMul().output());
        }
        return new Block(query, key, value, output, null);
    }

    private Block withFeedForward(Block block) {
        Set<String> between = new HashSet<>(ELEMENTWISE);
        between.addAll(NORMALIZING);
        Node up = nearestBelow(block.output().output(), between, this::isLinear);
        if (up == null || attentionLayers.contains(up.output())) {
            return block;
        }
        Linear first = Linear.of(graph, up).orElseThrow();
        Node down = nearestBelow(first.output(), ELEMENTWISE, this::isLinear);
        if (down == null || attentionLayers.contains(down.output())) {
            return block;
        }
        Linear second = Linear.of(graph, down).orElseThrow();
        List<Node> activation =
                graph.soleConsumer(second.input()) == null ? List.of() : between(first.output(), second.input());
        Block.FeedForward feedForward = activation.isEmpty() ? null : new Block.FeedForward(first, second, activation);
        return new Block(block.query(), block.key(), block.value(), block.output(), feedForward);
    }

    /**
     * The nodes on all ways down from one value; empty when one of them misses the other value, or reads a third one that is
     * no constant, as in a gated layer.
     */
    private List<Node> between(String from, String to) {
        Set<Node> nodes = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            String value = open.remove();
            if (value.equals(to)) {
                continue;
            }
            if (graph.isOutput(value) || graph.consumers(value).isEmpty()) {
                return List.of();
            }
            for (Node reader : graph.consumers(value)) {
                if (!ELEMENTWISE.contains(reader.op())) {
                    return List.of();
                }
                if (nodes.add(reader)) {
                    open.addAll(reader.outputs());
                }
            }
        }
        Set<String> own = nodes.stream().map(Node::output).collect(Collectors.toSet());
        own.add(from);
        boolean isOwn = nodes.stream()
                .flatMap(node -> node.inputs().stream())
                .allMatch(input -> input.isEmpty() || own.contains(input) || graph.isConstant(input));
        return isOwn ? List.copyOf(nodes) : List.of();
    }

    /** The linear layer whose output, reshaped, scaled or cut, is this value. */
    private @Nullable Linear source(String value) {
        Set<String> between = new HashSet<>(RESHAPING);
        between.addAll(Set.of("Mul", "Div", "Add", "Cast", "Identity"));
        Node node = nearestAbove(value, between, this::isLinear);
        return node == null ? null : Linear.of(graph, node).orElseThrow();
    }

    private boolean isLinear(Node node) {
        return Linear.of(graph, node).isPresent();
    }

    private boolean isProduct(Node node) {
        return node.is("MatMul") && !graph.isConstant(node.input(0)) && !graph.isConstant(node.input(1));
    }

    private @Nullable Node nearestAbove(String from, Set<String> through, Predicate<Node> wanted) {
        Deque<String> open = new ArrayDeque<>(List.of(from));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String value = open.remove();
            Node node = seen.add(value) ? graph.producer(value) : null;
            if (node != null && wanted.test(node)) {
                return node;
            }
            if (node != null && through.contains(node.op())) {
                open.addAll(node.inputs());
            }
        }
        return null;
    }

    private @Nullable Node nearestBelow(String from, Set<String> through, Predicate<Node> wanted) {
        Deque<String> open = new ArrayDeque<>(List.of(from));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String value = open.remove();
            for (Node node : seen.add(value) ? graph.consumers(value) : List.<Node>of()) {
                if (wanted.test(node)) {
                    return node;
                }
                if (through.contains(node.op())) {
                    open.addAll(node.outputs());
                }
            }
        }
        return null;
    }
}
