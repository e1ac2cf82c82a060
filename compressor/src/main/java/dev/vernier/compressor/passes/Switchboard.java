package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Emitter;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A graph that holds each linear layer in several formats and takes the choice among them as an input, so that one session
 * runs every assignment of formats to layers, with the kernels of the real variants.
 */
final class Switchboard {
    /** The added input: for each layer, in the order of {@link Linear#all}, the number of its format; 0 is fp32. */
    static final String CHOICES = "vernier.choices";

    private final Graph graph;
    private final List<UnaryOperator<Graph>> formats;

    private Switchboard(Graph graph, List<UnaryOperator<Graph>> formats) {
        this.graph = graph;
        this.formats = formats;
    }

    /** {@code formats}: each turns a graph of one fp32 linear layer into a graph of that layer in format 1, 2, ... */
    static Graph of(Graph original, List<UnaryOperator<Graph>> formats) {
        List<ValueSpec> inputs = new ArrayList<>(original.inputs());
        inputs.add(new ValueSpec(CHOICES, WeightType.FLOAT, List.of(ValueSpec.Axis.free("layers"))));
        Graph graph = original.withInputs(inputs);
        List<UnaryOperator<Graph>> all = new ArrayList<>(List.of(UnaryOperator.identity()));
        all.addAll(formats);
        Switchboard board = new Switchboard(graph, all);
        List<Linear> layers = Linear.all(graph);
        for (int place = 0; place < layers.size(); place++) {
            board.addSwitch(layers.get(place), place);
        }
        graph.removeDead();
        graph.sort();
        return graph;
    }

    private void addSwitch(Linear layer, int place) {
        Emitter emit = new Emitter(graph, layer.output() + "/switch");
        String at = emit.constant("place", Weight.longs(new long[0], place));
        String choice = emit.op("Gather", CHOICES, at);
        Graph alone = alone(layer);
        Node node = choose(emit, choice, alone, 0);
        if (layer.bias() != null) {
            graph.remove(layer.matMul());
        }
        graph.replace(node.withOutputs(List.of(layer.output())));
    }

    /** A node that runs format {@code number} if it is chosen, else one of those behind it. */
    private Node choose(Emitter emit, String choice, Graph alone, int number) {
        String isChosen = emit.op("Less", choice, emit.constant("number", Weight.scalar(number + 0.5f)));
        Attribute others = number + 2 == formats.size()
                ? body(alone, number + 1)
                : new Attribute.Body(only(choose(emit, choice, alone, number + 1)));
        return Node.of("If", List.of(isChosen), emit.fresh("If" + number))
                .with("then_branch", body(alone, number))
                .with("else_branch", others);
    }

    private Attribute body(Graph alone, int number) {
        Graph formatted = formats.get(number).apply(alone);
        formatted.opsets().forEach(graph::importDomain);
        return new Attribute.Body(formatted.withInputs(List.of()));
    }

    private Graph only(Node node) {
        Graph only = new Graph("choice", graph.irVersion(), graph.opsets(), List.of());
        only.add(node);
        only.addOutput(new ValueSpec(node.output(), WeightType.FLOAT, null));
        return only;
    }

    /** A graph of the layer alone, from its input to its output. */
    private Graph alone(Linear layer) {
        Graph alone = new Graph(
                "layer",
                graph.irVersion(),
                graph.opsets(),
                List.of(new ValueSpec(layer.input(), WeightType.FLOAT, null)));
        String product = layer.output() + "/MatMul";
        String output = layer.output() + "/alone";
        putWeight(alone, layer.weight());
        if (layer.biasWeight() == null) {
            alone.add(layer.matMul().withOutputs(List.of(output)));
        } else {
            putWeight(alone, layer.biasWeight());
            alone.add(layer.matMul().withOutputs(List.of(product)));
            alone.add(Node.of("Add", List.of(product, layer.biasWeight()), output));
        }
        alone.addOutput(new ValueSpec(output, WeightType.FLOAT, null));
        return alone;
    }

    private void putWeight(Graph alone, String name) {
        alone.putWeight(name, Objects.requireNonNull(graph.weight(name)));
    }
}
