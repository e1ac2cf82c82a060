package dev.vernier.compressor.calibrate;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.OnnxReader;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.store.DirectoryTree;
import dev.vernier.store.OnnxRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A graph opened in ONNX Runtime. It computes on the calling thread alone, so that its sums have one order; any number
 * of threads may run it at once. The caller closes it.
 */
public final class GraphSession implements AutoCloseable {
    private final OrtSession session;
    private final List<String> inputs;

    /** The results of a run by name. */
    record Outputs(Map<String, float[]> values) {
        float[] of(String name) {
            return Objects.requireNonNull(values.get(name), name);
        }
    }

    private GraphSession(OrtSession session, List<String> inputs) {
        this.session = session;
        this.inputs = inputs;
    }

    /**
     * Opens a graph.
     *
     * @throws GraphException when ONNX Runtime refuses it
     */
    public static GraphSession open(Graph graph) {
        return open(graph, OnnxWriter.isTooLarge(graph));
    }

    /** {@code isLarge}: whether it goes through files, as it must where {@link OnnxWriter#isTooLarge} says so. */
    static GraphSession open(Graph graph, boolean isLarge) {
        try (OrtSession.SessionOptions options = options()) {
            return open(graph, options, isLarge);
        } catch (OrtException e) {
            throw new GraphException("ONNX Runtime refuses the graph: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What ONNX Runtime makes of a graph with its optimisations that do not depend on the machine. */
    public static Graph optimized(Graph graph) {
        try {
            Path folder = Files.createTempDirectory("vernier-optimized");
            Path file = folder.resolve("model.onnx");
            try (OrtSession.SessionOptions options = options()) {
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
                options.setOptimizedModelFilePath(file.toString());
                options.addConfigEntry("session.optimized_model_external_initializers_file_name", "model.bin");
                open(graph, options, OnnxWriter.isTooLarge(graph)).close();
                return OnnxReader.read(file);
            } finally {
                DirectoryTree.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OrtException e) {
            throw new GraphException("ONNX Runtime refuses the graph: " + e.getMessage(), e);
        }
    }

    private static GraphSession open(Graph graph, OrtSession.SessionOptions options, boolean isLarge)
            throws OrtException, IOException {
        List<String> inputs = graph.inputs().stream().map(ValueSpec::name).toList();
        OrtSession session = isLarge
                ? throughFiles(graph, options)
                : OnnxRuntime.environment().createSession(OnnxWriter.bytes(graph), options);
        return new GraphSession(session, inputs);
    }

    /** The runtime keeps what it has mapped of the files. */
    private static OrtSession throughFiles(Graph graph, OrtSession.SessionOptions options)
            throws OrtException, IOException {
        Path folder = Files.createTempDirectory("vernier-large");
        try {
            Path file = OnnxWriter.writeExternal(graph, folder.resolve("model.onnx"))
                    .get(0);
            return OnnxRuntime.environment().createSession(file.toString(), options);
        } finally {
            DirectoryTree.delete(folder);
        }
    }

    private static OrtSession.SessionOptions options() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        return options;
    }

    /** Values of inputs that are no tokens, the same for any number of runs. Thread-safe; whoever made them closes them. */
    record Given(Map<String, OnnxTensor> tensors) implements AutoCloseable {
        static final Given NOTHING = new Given(Map.of());

        /** {@code values}: fp32. */
        static Given of(Map<String, Weight> values) {
            Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
            values.forEach((input, value) -> {
                try {
                    FloatBuffer numbers = FloatBuffer.wrap(value.floats());
                    tensors.put(input, OnnxTensor.createTensor(OnnxRuntime.environment(), numbers, value.shape()));
                } catch (OrtException e) {
                    throw new GraphException("no tensor can be made of a value for " + input, e);
                }
            });
            return new Given(tensors);
        }

        @Override
        public void close() {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    /** Runs a batch and returns the wanted outputs, which are fp32, flat. */
    Outputs run(TokenBatch batch, Given given, Set<String> outputs) {
        Map<String, OnnxTensor> tokens = new LinkedHashMap<>();
        try {
            for (String input : inputs) {
                if (!given.tensors().containsKey(input)) {
                    tokens.put(input, tokens(input, batch));
                }
            }
            Map<String, OnnxTensor> all = new LinkedHashMap<>(given.tensors());
            all.putAll(tokens);
            try (OrtSession.Result result = session.run(all, outputs)) {
                return new Outputs(values(result));
            }
        } catch (OrtException e) {
            throw new GraphException("the graph fails on a sample: " + e.getMessage(), e);
        } finally {
            tokens.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tokens(String input, TokenBatch batch) throws OrtException {
        LongBuffer values = switch (input) {
            case "input_ids" -> batch.ids();
            case "attention_mask" -> batch.mask();
            case "token_type_ids" -> batch.types();
            default ->
                throw new GraphException("no sample has a value for the input " + input
                        + "; known are input_ids, attention_mask and token_type_ids");
        };
        return OnnxTensor.createTensor(OnnxRuntime.environment(), values, batch.shape());
    }

    private static Map<String, float[]> values(OrtSession.Result result) {
        Map<String, float[]> values = new LinkedHashMap<>();
        result.forEach(entry -> values.put(entry.getKey(), copy((OnnxTensor) entry.getValue())));
        return values;
    }

    private static float[] copy(OnnxTensor tensor) {
        FloatBuffer values = tensor.getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        return copy;
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
