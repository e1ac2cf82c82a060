package dev.vernier.compressor.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.vernier.compressor.onnx.Onnx.AttributeProto;
import dev.vernier.compressor.onnx.Onnx.GraphProto;
import dev.vernier.compressor.onnx.Onnx.ModelProto;
import dev.vernier.compressor.onnx.Onnx.NodeProto;
import dev.vernier.compressor.onnx.Onnx.OperatorSetIdProto;
import dev.vernier.compressor.onnx.Onnx.TensorProto;
import dev.vernier.compressor.onnx.Onnx.TensorShapeProto;
import dev.vernier.compressor.onnx.Onnx.TypeProto;
import dev.vernier.compressor.onnx.Onnx.ValueInfoProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes graphs as ONNX models: the same graph always gives the same bytes. */
public final class OnnxWriter {
    /** A model file must stay below 2 GiB; the rest is room for the nodes. */
    private static final long MAX_INLINE_BYTES = 1_900_000_000L;

    /** ONNX files that list weights as inputs, as was required before this version, are not written. */
    private static final int MIN_IR_VERSION = 4;

    private OnnxWriter() {}

    /** Whether the weights are too large to lie in the model's own file. */
    public static boolean isTooLarge(Graph graph) {
        return graph.weights().values().stream().mapToLong(Weight::byteCount).sum() > MAX_INLINE_BYTES;
    }

    /**
     * The model as bytes, all weights inside.
     *
     * @throws GraphException when it is too large for that
     */
    public static byte[] bytes(Graph graph) {
        if (isTooLarge(graph)) {
            throw new GraphException(graph.name() + " is too large for one piece: write it to a file");
        }
        return model(graph, null).build().toByteArray();
    }

    /** The model as bytes, without the weights that are in a file. */
    public static byte[] bytes(Graph graph, ExternalWeights external) {
        return model(graph, external).build().toByteArray();
    }

    /**
     * Writes the model to a file, and, when it is too large for one, its larger weights to a file of the same name with
     * {@code .bin} appended.
     *
     * @return the files written, the model first
     */
    public static List<Path> write(Graph graph, Path file) throws IOException {
        if (isTooLarge(graph)) {
            return writeExternal(graph, file);
        }
        write(model(graph, null).build(), file);
        return List.of(file);
    }

    /** As {@link #write(Graph, Path)}, with the larger weights in the second file whatever their size. */
    public static List<Path> writeExternal(Graph graph, Path file) throws IOException {
        Path weights = file.resolveSibling(file.getFileName() + ".bin");
        write(model(graph, ExternalWeights.write(graph, weights)).build(), file);
        return List.of(file, weights);
    }

    private static void write(ModelProto model, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            CodedOutputStream coded = CodedOutputStream.newInstance(out, 1 << 16);
            coded.useDeterministicSerialization();
            model.writeTo(coded);
            coded.flush();
        }
    }

    private static ModelProto.Builder model(Graph graph, @Nullable ExternalWeights external) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(Math.max(MIN_IR_VERSION, graph.irVersion()))
                .setProducerName("vernier");
        graph.opsets()
                .forEach((domain, version) -> model.addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
        return model.setGraph(graph(graph, external));
    }

    private static GraphProto.Builder graph(Graph graph, @Nullable ExternalWeights external) {
        GraphProto.Builder proto = GraphProto.newBuilder().setName(graph.name());
        graph.nodes().forEach(node -> proto.addNode(node(node)));
        graph.weights()
                .forEach((name, weight) -> proto.addInitializer(
                        external != null && external.holds(name)
                                ? external.tensor(name, weight)
                                : tensor(name, weight)));
        graph.inputs().forEach(input -> proto.addInput(value(input)));
        graph.outputs().forEach(output -> proto.addOutput(value(output)));
        return proto;
    }

    private static NodeProto node(Node node) {
        NodeProto.Builder proto = NodeProto.newBuilder()
                .setOpType(node.op())
                .addAllInput(node.inputs())
                .addAllOutput(node.outputs());
        if (!node.name().isEmpty()) {
            proto.setName(node.name());
        }
        if (!node.domain().isEmpty()) {
            proto.setDomain(node.domain());
        }
        if (!node.note().isEmpty()) {
            proto.setDocString(node.note());
        }
        node.attributes().forEach((name, value) -> proto.addAttribute(attribute(name, value)));
        return proto.build();
    }

    private static AttributeProto attribute(String name, Attribute value) {
        AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
        if (value instanceof Attribute.Int number) {
            proto.setType(AttributeProto.AttributeType.INT).setI(number.value());
        } else if (value instanceof Attribute.Real number) {
            proto.setType(AttributeProto.AttributeType.FLOAT).setF(number.value());
        } else if (value instanceof Attribute.Text text) {
            proto.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text.value()));
        } else if (value instanceof Attribute.Ints numbers) {
            proto.setType(AttributeProto.AttributeType.INTS).addAllInts(numbers.values());
        } else if (value instanceof Attribute.Reals numbers) {
            proto.setType(AttributeProto.AttributeType.FLOATS).addAllFloats(numbers.values());
        } else if (value instanceof Attribute.Tensor tensor) {
            proto.setType(AttributeProto.AttributeType.TENSOR).setT(tensor("", tensor.value()));
        } else if (value instanceof Attribute.Body body) {
            proto.setType(AttributeProto.AttributeType.GRAPH).setG(graph(body.graph(), null));
        } else if (value instanceof Attribute.Opaque opaque) {
            return decoded(opaque);
        }
        return proto.build();
    }

    private static AttributeProto decoded(Attribute.Opaque opaque) {
        try {
            return AttributeProto.parseFrom(opaque.encoded().getBytes(StandardCharsets.ISO_8859_1));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("encoded by the reader", e);
        }
    }

    private static TensorProto tensor(String name, Weight weight) {
        TensorProto.Builder proto = header(name, weight);
        return proto.setRawData(UnsafeByteOperations.unsafeWrap(weight.bytes())).build();
    }

    static TensorProto.Builder header(String name, Weight weight) {
        TensorProto.Builder proto =
                TensorProto.newBuilder().setDataType(weight.type().code());
        if (!name.isEmpty()) {
            proto.setName(name);
        }
        for (long size : weight.shape()) {
            proto.addDims(size);
        }
        return proto;
    }

    private static ValueInfoProto value(ValueSpec value) {
        TypeProto.Tensor.Builder type =
                TypeProto.Tensor.newBuilder().setElemType(value.type().code());
        List<ValueSpec.Axis> axes = value.shape();
        if (axes != null) {
            TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
            axes.forEach(axis -> shape.addDim(dimension(axis)));
            type.setShape(shape);
        }
        return ValueInfoProto.newBuilder()
                .setName(value.name())
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }

    private static TensorShapeProto.Dimension dimension(ValueSpec.Axis axis) {
        TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
        if (axis.size() >= 0) {
            dimension.setDimValue(axis.size());
        } else if (!axis.symbol().isEmpty()) {
            dimension.setDimParam(axis.symbol());
        }
        return dimension.build();
    }
}
