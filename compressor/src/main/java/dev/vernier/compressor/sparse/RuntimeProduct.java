package dev.vernier.compressor.sparse;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.ValueSpec.Axis;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.store.OnnxRuntime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/** ONNX Runtime's dense MatMul, on the calling thread. It multiplies zeros like anything else. */
final class RuntimeProduct implements MatrixProduct {
    private static final int OPSET = 13;
    private static final int IR_VERSION = 7;

    private final Weight matrix;
    private final OrtSession session;
    private FloatBuffer inputBuffer = FloatBuffer.allocate(0);
    private FloatBuffer outputBuffer = FloatBuffer.allocate(0);

    private RuntimeProduct(Weight matrix, OrtSession session) {
        this.matrix = matrix;
        this.session = session;
    }

    static RuntimeProduct of(Weight matrix) {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return new RuntimeProduct(
                    matrix, OnnxRuntime.environment().createSession(OnnxWriter.bytes(graph(matrix)), options));
        } catch (OrtException e) {
            throw new GraphException("ONNX Runtime refuses a product with " + matrix + ": " + e.getMessage(), e);
        }
    }

    private static Graph graph(Weight matrix) {
        Graph graph = new Graph("product", IR_VERSION, Map.of("", OPSET), List.of(rows("input", matrix.size(0))));
        graph.putWeight("matrix", matrix);
        graph.add(Node.of("MatMul", List.of("input", "matrix"), "output"));
        graph.addOutput(rows("output", matrix.size(1)));
        return graph;
    }

    private static ValueSpec rows(String name, int width) {
        return new ValueSpec(name, WeightType.FLOAT, List.of(Axis.free("rows"), Axis.fixed(width)));
    }

    @Override
    public void multiply(float[] input, int rows, float[] output) {
        if (inputBuffer.capacity() != input.length) {
            inputBuffer = direct(input.length);
            outputBuffer = direct(output.length);
        }
        inputBuffer.put(0, input);
        try (OnnxTensor from = tensor(inputBuffer, rows, matrix.size(0));
                OnnxTensor to = tensor(outputBuffer, rows, matrix.size(1))) {
            session.run(Map.of("input", from), Map.of("output", to)).close();
        } catch (OrtException e) {
            throw new GraphException("ONNX Runtime cannot multiply with " + matrix + ": " + e.getMessage(), e);
        }
        outputBuffer.get(0, output);
    }

    private static FloatBuffer direct(int elements) {
        return ByteBuffer.allocateDirect(4 * elements)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    private static OnnxTensor tensor(FloatBuffer buffer, int rows, int width) throws OrtException {
        return OnnxTensor.createTensor(OnnxRuntime.environment(), buffer, new long[] {rows, width});
    }

    @Override
    public long byteCount() {
        return matrix.byteCount();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("closing a session twice", e);
        }
    }
}
