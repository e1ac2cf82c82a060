package dev.vernier.store;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an ONNX model declares about its tensors, in our terms. */
final class OnnxTypes {
    private OnnxTypes() {}

    /** Roles of dimensions are guessed from their symbolic names; a nameless open dimension is {@link Dimension#FREE}. */
    static Signature signature(OrtSession session) throws OrtException {
        return new Signature(specs(session.getInputInfo()), specs(session.getOutputInfo()));
    }

    private static List<TensorSpec> specs(Map<String, NodeInfo> nodes) {
        List<TensorSpec> specs = new ArrayList<>();
        nodes.forEach((name, node) -> {
            if (!(node.getInfo() instanceof TensorInfo tensor)) {
                throw new StoreException(
                        "'" + name + "' is a sequence or a map: a served model takes and gives tensors");
            }
            specs.add(new TensorSpec(name, type(name, tensor.type), dimensions(tensor), 0));
        });
        return specs;
    }

    private static List<Dimension> dimensions(TensorInfo tensor) {
        long[] sizes = tensor.getShape();
        String[] names = tensor.getDimensionNames();
        List<Dimension> dimensions = new ArrayList<>();
        for (int axis = 0; axis < sizes.length; axis++) {
            dimensions.add(sizes[axis] >= 0 ? Dimension.fixed(sizes[axis]) : role(names[axis]));
        }
        return dimensions;
    }

    private static Dimension role(String symbol) {
        String name = symbol.toLowerCase(Locale.ROOT);
        if (name.contains("batch")) {
            return Dimension.BATCH;
        }
        return name.contains("seq") ? Dimension.SEQUENCE : Dimension.FREE;
    }

    /**
     * The wanted signature, if the model can be run by it.
     *
     * @throws StoreException when the model's inputs are others, or an output is missing or of another type or rank
     */
    static Signature matched(Signature wanted, Signature declared) {
        if (wanted.inputs().size() != declared.inputs().size()) {
            throw new StoreException("the model has the inputs " + names(declared.inputs()) + ", the signature says "
                    + names(wanted.inputs()));
        }
        wanted.inputs().forEach(spec -> requireDeclared("input", spec, declared.inputs()));
        wanted.outputs().forEach(spec -> requireDeclared("output", spec, declared.outputs()));
        return wanted;
    }

    private static void requireDeclared(String what, TensorSpec wanted, List<TensorSpec> declared) {
        TensorSpec found = declared.stream()
                .filter(spec -> spec.name().equals(wanted.name()))
                .findFirst()
                .orElseThrow(() -> new StoreException(
                        "the model has no " + what + " '" + wanted.name() + "', it has " + names(declared)));
        if (found.type() != wanted.type()
                || found.shape().size() != wanted.shape().size()) {
            throw new StoreException("the model's " + what + " '" + wanted.name() + "' is " + found.type() + " of "
                    + found.shape().size() + " dimensions, the signature says " + wanted.type() + " of "
                    + wanted.shape().size());
        }
    }

    private static List<String> names(List<TensorSpec> specs) {
        return specs.stream().map(TensorSpec::name).toList();
    }

    private static ElementType type(String name, OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> ElementType.FP32;
            case DOUBLE -> ElementType.FP64;
            case FLOAT16 -> ElementType.FP16;
            case BFLOAT16 -> ElementType.BF16;
            case INT8 -> ElementType.INT8;
            case INT16 -> ElementType.INT16;
            case INT32 -> ElementType.INT32;
            case INT64 -> ElementType.INT64;
            case UINT8 -> ElementType.UINT8;
            case BOOL -> ElementType.BOOL;
            case STRING, UNKNOWN ->
                throw new StoreException("'" + name
                        + "' has a type that ONNX Runtime for Java does not take: wanted is a" + " number or a bool");
        };
    }

    /** The runtime's name of a type. */
    static OnnxJavaType type(ElementType type) {
        return switch (type) {
            case FP32 -> OnnxJavaType.FLOAT;
            case FP64 -> OnnxJavaType.DOUBLE;
            case FP16 -> OnnxJavaType.FLOAT16;
            case BF16 -> OnnxJavaType.BFLOAT16;
            case INT8 -> OnnxJavaType.INT8;
            case INT16 -> OnnxJavaType.INT16;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case UINT8 -> OnnxJavaType.UINT8;
            case BOOL -> OnnxJavaType.BOOL;
            case UINT16, UINT32, UINT64, BYTES ->
                throw new StoreException("ONNX Runtime for Java does not take tensors of " + type);
        };
    }
}
