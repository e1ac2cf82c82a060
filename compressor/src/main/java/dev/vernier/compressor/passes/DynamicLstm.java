package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** An LSTM in 8-bit integers, its inputs over the range that the batch at hand has: ONNX Runtime's DynamicQuantizeLSTM. */
final class DynamicLstm {
    /** Inputs of LSTM that the quantised operator takes at the same places; scales and zero points come behind. */
    private static final int SHARED_INPUTS = 8;

    private DynamicLstm() {}

    /** Whether the operator can stand for this layer: both matrices are constant, and the time is the first axis. */
    static boolean fits(OtherLayer layer) {
        return layer.node().is("LSTM")
                && layer.places().size() == 2
                && layer.node().intAttribute("layout", 0) == 0;
    }

    /** Puts it in the layer's place. */
    static void quantize(Graph graph, Node lstm) {
        List<String> inputs = new ArrayList<>();
        for (int place = 0; place < SHARED_INPUTS; place++) {
            inputs.add(lstm.input(place));
        }
        Turned input = turned(graph, lstm.input(1));
        Turned recurrent = turned(graph, lstm.input(2));
        inputs.set(1, input.values());
        inputs.set(2, recurrent.values());
        inputs.addAll(List.of(input.scales(), input.zeros(), recurrent.scales(), recurrent.zeros()));
        graph.importDomain(Node.MICROSOFT, 1);
        graph.replace(new Node(
                "DynamicQuantizeLSTM",
                Node.MICROSOFT,
                lstm.name(),
                inputs,
                lstm.outputs(),
                lstm.attributes(),
                lstm.note()));
    }

    /** The names of a matrix {@code [directions, in, 4 hidden]} in 8 bits, its scales and its zero points, one for each channel. */
    private record Turned(String values, String scales, String zeros) {}

    /** The operator wants what is {@code [directions, 4 hidden, in]} in an LSTM on its side. */
    private static Turned turned(Graph graph, String name) {
        Turned names = new Turned(name + "/int8_turned", name + "/int8_turned_scale", name + "/int8_turned_zero");
        if (!graph.isConstant(names.values())) {
            Weight matrix = Objects.requireNonNull(graph.weight(name));
            Int8Matrix rows = Int8Matrix.ofRows(name, matrix, 2);
            int directions = matrix.size(0);
            int gates = matrix.size(1);
            long[] channels = {directions, gates};
            graph.putWeight(names.values(), turned(rows.values(), directions, gates, matrix.size(2)));
            graph.putWeight(
                    names.scales(), Weight.floats(channels, rows.scales().floats()));
            graph.putWeight(names.zeros(), Weight.of(WeightType.INT8, channels, new byte[directions * gates]));
        }
        return names;
    }

    private static Weight turned(Weight values, int directions, int gates, int inputs) {
        ByteBuffer from = values.bytes();
        byte[] to = new byte[from.remaining()];
        for (int direction = 0; direction < directions; direction++) {
            for (int gate = 0; gate < gates; gate++) {
                for (int input = 0; input < inputs; input++) {
                    to[(direction * inputs + input) * gates + gate] = from.get();
                }
            }
        }
        return Weight.of(WeightType.INT8, new long[] {directions, inputs, gates}, to);
    }
}
