package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Emitter;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A layer with large constant fp32 weights that is no linear layer: LSTM, GRU, RNN or Conv.
 *
 * @param places of those weights among the node's inputs
 */
record OtherLayer(Node node, List<Integer> places) {
    /** Smaller weights are not worth an operator each. */
    private static final int MIN_ELEMENTS = 1024;

    OtherLayer {
        places = List.copyOf(places);
    }

    /** All of them, in the graph's order. */
    static List<OtherLayer> all(Graph graph) {
        return graph.nodes().stream()
                .map(node -> new OtherLayer(
                        node,
                        weightPlaces(node).stream()
                                .filter(place -> isLarge(graph.weight(node.input(place))))
                                .toList()))
                .filter(layer -> !layer.places.isEmpty())
                .toList();
    }

    private static List<Integer> weightPlaces(Node node) {
        boolean isRecurrent = node.is("LSTM") || node.is("GRU") || node.is("RNN");
        return isRecurrent ? List.of(1, 2) : node.is("Conv") ? List.of(1) : List.of();
    }

    private static boolean isLarge(@Nullable Weight weight) {
        return weight != null && weight.type() == WeightType.FLOAT && weight.elements() >= MIN_ELEMENTS;
    }

    /**
     * Looks whether there is anything to quantise.
     *
     * @throws GraphException when there is not
     */
    static void requireAny(List<Linear> layers, List<OtherLayer> others) {
        if (layers.isEmpty() && others.isEmpty()) {
            throw new GraphException(
                    "the graph has no MatMul, LSTM, GRU, RNN or Conv with constant fp32 weights to quantise");
        }
    }

    /**
     * Keeps the weights in 8 bits, of which the runtime makes fp32 once, when it loads the model. Cast and Mul are folded; a
     * DequantizeLinear would run each time.
     */
    void store(Graph graph) {
        List<String> inputs = new ArrayList<>(node.inputs());
        places.forEach(place -> inputs.set(place, stored(graph, node.input(place))));
        graph.replace(node.withInputs(inputs));
    }

    /** The name under which a weight's 8 bits become fp32; layers that share the weight share it. */
    private String stored(Graph graph, String name) {
        String asFp32 = name + "/int8_as_fp32";
        if (graph.producer(asFp32) == null) {
            Int8Matrix rows = Int8Matrix.ofRows(name, Objects.requireNonNull(graph.weight(name)), outputAxes());
            Emitter emit = new Emitter(graph, name);
            String values = emit.cast(emit.constant("int8", rows.values()), WeightType.FLOAT);
            graph.add(Node.of("Mul", List.of(values, emit.constant("int8_scale", rows.scales())), asFp32));
        }
        return asFp32;
    }

    /** A convolution's first axis counts its outputs, a recurrent layer's first two its directions and gates. */
    private int outputAxes() {
        return node.is("Conv") ? 1 : 2;
    }
}
