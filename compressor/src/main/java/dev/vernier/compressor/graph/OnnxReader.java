package dev.vernier.compressor.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vernier.compressor.onnx.Onnx.AttributeProto;
import dev.vernier.compressor.onnx.Onnx.GraphProto;
import dev.vernier.compressor.onnx.Onnx.ModelProto;
import dev.vernier.compressor.onnx.Onnx.NodeProto;
import dev.vernier.compressor.onnx.Onnx.OperatorSetIdProto;
import dev.vernier.compressor.onnx.Onnx.TypeProto;
import dev.vernier.compressor.onnx.Onnx.ValueInfoProto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads ONNX models. What it returns is whole: sorted, every value produced once, every weight of its declared size. */
public final class OnnxReader {
    private final WeightReader weights;

    private OnnxReader(@Nullable Path folder, Consumer<Path> external) {
        this.weights = new WeightReader(folder, external);
    }

    /**
     * Reads a file; external data is mapped from the file's folder and must not lie outside it.
     *
     * @throws GraphException when the file is missing, no ONNX model, or broken
     */
    public static Graph read(Path file) {
        return read(file, external -> {});
    }

    /** As {@link #read(Path)}; {@code external} is told each file of external data, once or more often. */
    public static Graph read(Path file, Consumer<Path> external) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException | OutOfMemoryError e) {
            throw new GraphException("cannot read " + file + ": " + e, e);
        }
        try {
            return new OnnxReader(file.toAbsolutePath().getParent(), external).model(bytes);
        } catch (GraphException e) {
            throw new GraphException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a model that is in memory; it must not refer to external data.
     *
     * @param bytes kept by the graph's weights and not to be changed afterwards
     * @throws GraphException when the bytes are no ONNX model, or a broken one
     */
    public static Graph read(byte[] bytes) {
        return new OnnxReader(null, external -> {}).model(bytes);
    }

    private Graph model(byte[] bytes) {
        ModelProto model = parse(bytes);
        if (!model.hasGraph() || model.getOpsetImportCount() == 0) {
            throw new GraphException("not an ONNX model: it has no graph or names no operator set");
        }
        if (model.getFunctionsCount() > 0) {
            throw new GraphException("the model has local functions, which are not supported; inline them first");
        }
        return graph(model);
    }

    /** Aliasing leaves the weights where they are, in {@code bytes}, instead of copying each. */
    private static ModelProto parse(byte[] bytes) {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        in.enableAliasing(true);
        try {
            return ModelProto.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw new GraphException("not an ONNX model, or truncated: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new GraphException("not an ONNX model: " + e.getMessage(), e);
        }
    }

    private Graph graph(ModelProto model) {
        GraphProto proto = model.getGraph();
        if (proto.getSparseInitializerCount() > 0) {
            throw new GraphException("the model has sparse weights, which are not supported");
        }
        Set<String> constants = new LinkedHashSet<>();
        proto.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
        List<ValueSpec> inputs = proto.getInputList().stream()
                .filter(input -> !constants.contains(input.getName()))
                .map(OnnxReader::value)
                .toList();
        Graph graph = new Graph(proto.getName(), Math.toIntExact(model.getIrVersion() & 0xffff), opsets(model), inputs);
        proto.getInitializerList()
                .forEach(tensor -> graph.putWeight(tensor.getName(), weights.weight(tensor.getName(), tensor)));
        proto.getNodeList().forEach(node -> graph.add(node(node)));
        graph.replaceOutputs(
                proto.getOutputList().stream().map(OnnxReader::value).toList());
        checkOutputs(graph);
        graph.sort();
        return graph;
    }

    private static void checkOutputs(Graph graph) {
        for (ValueSpec output : graph.outputs()) {
            String name = output.name();
            if (graph.producer(name) == null
                    && !graph.isConstant(name)
                    && graph.input(name).isEmpty()) {
                throw new GraphException("nothing produces the output " + name);
            }
        }
    }

    /** Some exporters import a set twice; that is harmless as long as both name the same version. */
    private static Map<String, Integer> opsets(ModelProto model) {
        Map<String, Integer> opsets = new TreeMap<>();
        for (OperatorSetIdProto imported : model.getOpsetImportList()) {
            String domain = imported.getDomain().equals("ai.onnx") ? "" : imported.getDomain();
            int version = (int) Math.min(imported.getVersion(), Integer.MAX_VALUE);
            Integer other = opsets.put(domain, version);
            if (other != null && other != version) {
                throw new GraphException(
                        "operator set '" + domain + "' is imported as version " + other + " and " + version);
            }
        }
        return opsets;
    }

    private static ValueSpec value(ValueInfoProto proto) {
        if (!proto.getType().hasTensorType()) {
            throw new GraphException("input or output " + proto.getName() + " is no tensor");
        }
        TypeProto.Tensor type = proto.getType().getTensorType();
        try {
            return new ValueSpec(proto.getName(), WeightType.of(type.getElemType()), axes(type));
        } catch (GraphException e) {
            throw new GraphException("input or output " + proto.getName() + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable List<ValueSpec.Axis> axes(TypeProto.Tensor type) {
        if (!type.hasShape()) {
            return null;
        }
        List<ValueSpec.Axis> axes = new ArrayList<>();
        type.getShape()
                .getDimList()
                .forEach(dim -> axes.add(
                        dim.hasDimValue()
                                ? ValueSpec.Axis.fixed(dim.getDimValue())
                                : ValueSpec.Axis.free(dim.getDimParam())));
        return axes;
    }

    private Node node(NodeProto proto) {
        Map<String, Attribute> attributes = new TreeMap<>();
        proto.getAttributeList().forEach(attribute -> attributes.put(attribute.getName(), attribute(attribute)));
        String domain = proto.getDomain().equals("ai.onnx") ? "" : proto.getDomain();
        return new Node(
                proto.getOpType(),
                domain,
                proto.getName(),
                proto.getInputList(),
                proto.getOutputList(),
                attributes,
                proto.getDocString());
    }

    private Attribute attribute(AttributeProto proto) {
        return switch (proto.getType()) {
            case INT -> Attribute.of(proto.getI());
            case FLOAT -> Attribute.of(proto.getF());
            case STRING -> text(proto);
            case INTS -> new Attribute.Ints(proto.getIntsList());
            case FLOATS -> new Attribute.Reals(proto.getFloatsList());
            case TENSOR -> new Attribute.Tensor(weights.weight("attribute " + proto.getName(), proto.getT()));
            default -> opaque(proto);
        };
    }

    private static Attribute text(AttributeProto proto) {
        ByteString bytes = proto.getS();
        return bytes.isValidUtf8() ? Attribute.of(bytes.toStringUtf8()) : opaque(proto);
    }

    private static Attribute opaque(AttributeProto proto) {
        Set<String> captured = new LinkedHashSet<>();
        if (proto.hasG()) {
            captured.addAll(captured(proto.getG()));
        }
        proto.getGraphsList().forEach(graph -> captured.addAll(captured(graph)));
        return new Attribute.Opaque(new String(proto.toByteArray(), StandardCharsets.ISO_8859_1), captured);
    }

    /** Names that a graph reads and does not define itself. */
    private static Set<String> captured(GraphProto graph) {
        Set<String> read = new LinkedHashSet<>();
        graph.getOutputList().forEach(output -> read.add(output.getName()));
        for (NodeProto node : graph.getNodeList()) {
            read.addAll(node.getInputList());
            for (AttributeProto attribute : node.getAttributeList()) {
                if (attribute.hasG()) {
                    read.addAll(captured(attribute.getG()));
                }
                attribute.getGraphsList().forEach(inner -> read.addAll(captured(inner)));
            }
        }
        graph.getInputList().forEach(input -> read.remove(input.getName()));
        graph.getInitializerList().forEach(tensor -> read.remove(tensor.getName()));
        graph.getNodeList().forEach(node -> node.getOutputList().forEach(read::remove));
        read.remove("");
        return read;
    }
}
