package dev.vernier.store;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A variant open in ONNX Runtime. The thread that calls {@link #run} computes; the runtime has no thread of its own.
 * Tensors are read and written in place.
 *
 * <p>Sizes of the batch and of the sequence, of types and of ranks are checked before the engine sees them. What only the
 * engine can know, a token id beyond the vocabulary for instance, it refuses itself: also {@link
 * SessionException.Cause#INPUT}.
 */
public final class OnnxSession implements Session {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Signature signature;
    private final Set<String> outputNames;
    private final AtomicBoolean closed = new AtomicBoolean();

    private OnnxSession(OrtSession session, Signature signature) {
        this.environment = OnnxRuntime.environment();
        this.session = session;
        this.signature = signature;
        this.outputNames = signature.outputs().stream().map(TensorSpec::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Makes the runtime's session from options that are closed afterwards. */
    private interface Opening {
        OrtSession open(OrtEnvironment environment, SessionOptions options) throws OrtException;
    }

    /**
     * Opens a model file.
     *
     * @throws StoreException when the runtime refuses the file, or the model's own inputs and outputs are not the
     *     signature's
     */
    public static OnnxSession open(Path model, Signature signature) {
        return open(
                model.toString(),
                signature,
                (environment, options) -> environment.createSession(model.toString(), options));
    }

    /** Opens a model file under the signature that {@link #describe} gives. */
    public static OnnxSession open(Path model) {
        return open(
                model.toString(), null, (environment, options) -> environment.createSession(model.toString(), options));
    }

    /** Opens a model that is in memory; the bytes may go when this returns. */
    public static OnnxSession open(byte[] model, Signature signature) {
        return open("the model", signature, (environment, options) -> environment.createSession(model, options));
    }

    /** Opens a variant of a published version, its files checked against their digests. */
    public static OnnxSession open(ModelStore store, ModelVersion version, VariantCard variant) {
        return open(store.modelFile(variant), version.signature());
    }

    /**
     * Reads what a model declares. The roles of open dimensions follow from their symbolic names: those with "batch" are
     * the batch, with "seq" the sequence, all others free; every pad value is 0.
     */
    public static Signature describe(Path model) {
        try (OnnxSession session = open(model.toString(), null, (environment, options) -> {
            options.setOptimizationLevel(SessionOptions.OptLevel.NO_OPT);
            return environment.createSession(model.toString(), options);
        })) {
            return session.signature();
        }
    }

    private static OnnxSession open(String name, @Nullable Signature signature, Opening opening) {
        OrtEnvironment environment = OnnxRuntime.environment();
        try (SessionOptions options = OnnxRuntime.laneOptions()) {
            OrtSession session = opening.open(environment, options);
            try {
                Signature declared = OnnxTypes.signature(session);
                return new OnnxSession(session, signature == null ? declared : OnnxTypes.matched(signature, declared));
            } catch (OrtException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new StoreException("ONNX Runtime does not open " + name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Signature signature() {
        return signature;
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs, List<Tensor> outputs, Termination termination)
            throws SessionException {
        ShapeCheck shapes = new ShapeCheck();
        shapes.accept("input", signature.inputs(), inputs);
        List<Tensor> results = outputs.isEmpty() ? allocate(shapes) : outputs;
        shapes.accept("output", results.isEmpty() ? List.of() : signature.outputs(), results);
        try (Bindings in = Bindings.of(environment, signature.inputs(), inputs);
                Bindings out = Bindings.of(environment, signature.outputs(), results);
                OrtSession.Result result = run(in, out, termination)) {
            return results.isEmpty() ? copied(result) : results;
        } catch (OrtException e) {
            throw new SessionException(cause(e, termination), "ONNX Runtime: " + e.getMessage(), e);
        }
    }

    /** Outputs of the sizes that the inputs imply; none when only the engine knows the size of one. */
    private List<Tensor> allocate(ShapeCheck shapes) {
        List<Tensor> outputs = new ArrayList<>();
        for (TensorSpec spec : signature.outputs()) {
            long[] shape = shapes.shape(spec);
            if (shape == null) {
                return List.of();
            }
            outputs.add(Tensor.allocate(spec.type(), shape));
        }
        return outputs;
    }

    private OrtSession.Result run(Bindings in, Bindings out, Termination termination) throws OrtException {
        Set<String> requested = out.isEmpty() ? outputNames : Set.of();
        try (RunOptions options = new RunOptions()) {
            termination.attach(() -> terminate(options));
            try {
                return session.run(in.tensors(), requested, out.tensors(), options);
            } finally {
                termination.detach();
            }
        }
    }

    private static void terminate(RunOptions options) {
        try {
            options.setTerminate(true);
        } catch (OrtException e) {
            throw new IllegalStateException("a run cannot be terminated", e);
        }
    }

    private List<Tensor> copied(OrtSession.Result result) {
        List<Tensor> outputs = new ArrayList<>();
        for (TensorSpec spec : signature.outputs()) {
            OnnxTensor value = (OnnxTensor) result.get(spec.name()).orElseThrow();
            Tensor copy = Tensor.allocate(spec.type(), value.getInfo().getShape());
            copy.buffer().duplicate().put(value.getByteBuffer());
            outputs.add(copy);
        }
        return outputs;
    }

    private static SessionException.Cause cause(OrtException e, Termination termination) {
        if (termination.isTerminated()) {
            return SessionException.Cause.TERMINATED;
        }
        return e.getCode() == OrtErrorCode.ORT_INVALID_ARGUMENT
                ? SessionException.Cause.INPUT
                : SessionException.Cause.ENGINE;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime does not close the session", e);
            }
        }
    }
}
