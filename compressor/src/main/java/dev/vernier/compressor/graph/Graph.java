package dev.vernier.compressor.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model: inputs, constant weights, nodes and outputs, every value known by its name and produced once.
 *
 * <p>A graph is changed in place; a pass changes a {@link #copy}. Copies share the immutable nodes and weights. Not
 * thread-safe.
 */
public final class Graph {
    private final String name;
    private final int irVersion;
    private final Map<String, Integer> opsets;
    private final List<ValueSpec> inputs;
    private final List<ValueSpec> outputs;
    private final Map<String, Weight> weights;
    private final Map<String, Node> nodes;
    private @Nullable Map<String, Node> producers;
    private @Nullable Map<String, List<Node>> consumers;

    /** An empty graph over these inputs; {@code opsets} maps operator domains to versions, the standard domain is "". */
    public Graph(String name, int irVersion, Map<String, Integer> opsets, List<ValueSpec> inputs) {
        this(name, irVersion, opsets, inputs, List.of(), Map.of(), Map.of());
    }

    private Graph(
            String name,
            int irVersion,
            Map<String, Integer> opsets,
            List<ValueSpec> inputs,
            List<ValueSpec> outputs,
            Map<String, Weight> weights,
            Map<String, Node> nodes) {
        this.name = name;
        this.irVersion = irVersion;
        this.opsets = new TreeMap<>(opsets);
        this.inputs = List.copyOf(inputs);
        this.outputs = new ArrayList<>(outputs);
        this.weights = new LinkedHashMap<>(weights);
        this.nodes = new LinkedHashMap<>(nodes);
    }

    public Graph copy() {
        return new Graph(name, irVersion, opsets, inputs, outputs, weights, nodes);
    }

    /** A copy over other inputs. */
    public Graph withInputs(List<ValueSpec> newInputs) {
        return new Graph(name, irVersion, opsets, newInputs, outputs, weights, nodes);
    }

    /** A copy with other outputs. */
    public Graph withOutputs(List<ValueSpec> newOutputs) {
        return new Graph(name, irVersion, opsets, inputs, newOutputs, weights, nodes);
    }

    public String name() {
        return name;
    }

    public int irVersion() {
        return irVersion;
    }

    /** Operator domains and their versions, sorted; the standard domain is the empty name. */
    public Map<String, Integer> opsets() {
        return Collections.unmodifiableMap(opsets);
    }

    /** Version of the standard operators. */
    public int opset() {
        return opsets.getOrDefault("", 0);
    }

    /** Declares that the graph uses operators of a domain other than the standard one. */
    public void importDomain(String domain, int version) {
        opsets.putIfAbsent(domain, version);
    }

    public List<ValueSpec> inputs() {
        return inputs;
    }

    public List<ValueSpec> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    public void replaceOutputs(List<ValueSpec> newOutputs) {
        outputs.clear();
        outputs.addAll(newOutputs);
    }

    public void addOutput(ValueSpec output) {
        outputs.add(output);
    }

    /** All nodes, in the order of the file, new ones last until {@link #sort}. */
    public List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    /** All weights by name, in the order of the file. */
    public Map<String, Weight> weights() {
        return Collections.unmodifiableMap(weights);
    }

    public @Nullable Weight weight(String value) {
        return weights.get(value);
    }

    public boolean isConstant(String value) {
        return weights.containsKey(value);
    }

    public void putWeight(String value, Weight weight) {
        weights.put(value, weight);
    }

    /** Adds a weight under a new name like {@code stem} and returns the name. */
    public String addWeight(String stem, Weight weight) {
        String value = fresh(stem);
        weights.put(value, weight);
        return value;
    }

    /** Adds a node; its inputs may come later in the list. */
    public void add(Node node) {
        if (nodes.putIfAbsent(node.output(), node) != null) {
            throw new GraphException("two nodes produce " + node.output());
        }
        forget();
    }

    public void remove(Node node) {
        nodes.remove(node.output());
        forget();
    }

    /** Puts {@code replacement}, which has the same first output, in the place of the node that had it. */
    public void replace(Node replacement) {
        if (nodes.replace(replacement.output(), replacement) == null) {
            throw new GraphException("no node produces " + replacement.output());
        }
        forget();
    }

    /** The node that produces a value; null for inputs, weights and unknown names. */
    public @Nullable Node producer(String value) {
        Map<String, Node> known = producers;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (Node node : nodes.values()) {
                for (String output : node.outputs()) {
                    known.put(output, node);
                }
            }
            producers = known;
        }
        return known.get(value);
    }

    /** The nodes that read a value, each once, also those that read it from a graph inside an attribute. */
    public List<Node> consumers(String value) {
        Map<String, List<Node>> known = consumers;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (Node node : nodes.values()) {
                for (String read : reads(node)) {
                    known.computeIfAbsent(read, v -> new ArrayList<>()).add(node);
                }
            }
            consumers = known;
        }
        return Collections.unmodifiableList(known.getOrDefault(value, List.of()));
    }

    /** The only reader of a value that is no output of the graph; null when it has none or several. */
    public @Nullable Node soleConsumer(String value) {
        List<Node> readers = consumers(value);
        return readers.size() == 1 && !isOutput(value) ? readers.get(0) : null;
    }

    public boolean isOutput(String value) {
        return outputs.stream().anyMatch(output -> output.name().equals(value));
    }

    public Optional<ValueSpec> input(String value) {
        return inputs.stream().filter(input -> input.name().equals(value)).findFirst();
    }

    /**
     * Lets every node that reads {@code from} read {@code to} instead.
     *
     * @return whether nothing refers to {@code from} any more: outputs of the graph and graphs inside attributes keep
     *     their names
     */
    public boolean replaceUses(String from, String to) {
        for (Node reader : consumers(from)) {
            nodes.replace(reader.output(), reader.replacingInput(from, to));
        }
        forget();
        return consumers(from).isEmpty() && !isOutput(from);
    }

    /** Names that nodes read and this graph does not produce: values of an outer graph, if this one runs inside a node. */
    public Set<String> captured() {
        Set<String> captured = new LinkedHashSet<>();
        nodes.values().forEach(node -> captured.addAll(reads(node)));
        outputs.forEach(output -> captured.add(output.name()));
        captured.removeIf(this::isTaken);
        return captured;
    }

    /** A name that no value has yet: {@code stem}, or stem and a number. */
    public String fresh(String stem) {
        String candidate = stem;
        for (int i = 1; isTaken(candidate); i++) {
            candidate = stem + "_" + i;
        }
        return candidate;
    }

    private boolean isTaken(String value) {
        return weights.containsKey(value)
                || producer(value) != null
                || input(value).isPresent();
    }

    /** Removes the nodes and weights that no output depends on. */
    public void removeDead() {
        Set<String> live = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        outputs.forEach(output -> open.add(output.name()));
        while (!open.isEmpty()) {
            String value = open.remove();
            Node producer = live.add(value) ? producer(value) : null;
            if (producer != null) {
                open.addAll(reads(producer));
            }
        }
        nodes.values().removeIf(node -> node.outputs().stream().noneMatch(live::contains));
        weights.keySet().retainAll(live);
        forget();
    }

    /**
     * Orders the nodes so that each comes after those it reads from; otherwise keeps their order.
     *
     * @throws GraphException when a value is read that nothing produces, or nodes form a cycle
     */
    public void sort() {
        Map<String, Node> sorted = new LinkedHashMap<>();
        Set<String> open = new HashSet<>();
        for (Node root : nodes.values()) {
            place(root, open, sorted);
        }
        nodes.clear();
        nodes.putAll(sorted);
        forget();
    }

    /** Depth-first and without recursion, for a long chain would overflow the stack. */
    private void place(Node root, Set<String> open, Map<String, Node> sorted) {
        Deque<Node> path = new ArrayDeque<>(List.of(root));
        while (!path.isEmpty()) {
            Node node = path.peek();
            if (sorted.containsKey(node.output())) {
                path.pop();
                continue;
            }
            boolean isReturn = !open.add(node.output());
            List<Node> missing = missing(node, sorted);
            if (missing.isEmpty()) {
                sorted.put(node.output(), node);
                path.pop();
            } else if (isReturn) {
                throw new GraphException("node " + node + " depends on itself");
            } else {
                missing.forEach(path::push);
            }
        }
    }

    private List<Node> missing(Node node, Map<String, Node> sorted) {
        List<Node> missing = new ArrayList<>();
        for (String read : reads(node)) {
            Node producer = producer(read);
            if (producer == null && !isTaken(read)) {
                throw new GraphException("node " + node + " reads " + read + ", which nothing produces");
            }
            if (producer != null && !sorted.containsKey(producer.output())) {
                missing.add(0, producer);
            }
        }
        return missing;
    }

    private static Collection<String> reads(Node node) {
        Set<String> reads = new LinkedHashSet<>(node.inputs());
        reads.addAll(node.captured());
        reads.remove("");
        return reads;
    }

    private void forget() {
        producers = null;
        consumers = null;
    }

    @Override
    public String toString() {
        return name + ": " + nodes.size() + " nodes, " + weights.size() + " weights";
    }
}
