package dev.vernier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxSessionTest {
    private static final Signature SUM = new Signature(
            List.of(
                    new TensorSpec("input_ids", ElementType.INT64, List.of(Dimension.BATCH, Dimension.SEQUENCE), 0),
                    new TensorSpec(
                            "attention_mask", ElementType.INT64, List.of(Dimension.BATCH, Dimension.SEQUENCE), 0)),
            List.of(new TensorSpec("embedding", ElementType.FP32, List.of(Dimension.BATCH, Dimension.fixed(4)), 0)));

    @Test
    void describesAModelByItsSymbolicDimensions() {
        assertThat(OnnxSession.describe(model("sum"))).isEqualTo(SUM);
    }

    @Test
    void writesIntoTheTensorsThatItIsGiven() throws Exception {
        try (OnnxSession session = OnnxSession.open(model("sum"), SUM)) {
            Tensor embedding = Tensor.allocate(ElementType.FP32, 2, 4);

            List<Tensor> results = session.run(
                    List.of(int64(2, 3, 1, 2, 3, 4, 5, 6), int64(2, 3, 1, 1, 1, 1, 0, 0)),
                    List.of(embedding),
                    new Termination());

            assertThat(results).containsExactly(embedding);
            assertThat(floats(embedding)).containsExactly(6, 60, 600, 6000, 4, 40, 400, 4000);
        }
    }

    @Test
    void allocatesOutputsWhoseSizesTheInputsImply() throws Exception {
        try (OnnxSession session = OnnxSession.open(model("sum"), SUM)) {
            List<Tensor> results =
                    session.run(List.of(int64(1, 2, 7, 8), int64(1, 2, 1, 1)), List.of(), new Termination());

            assertThat(results).hasSize(1);
            assertThat(results.get(0)).hasToString("FP32[1, 4]");
            assertThat(floats(results.get(0))).containsExactly(15, 150, 1500, 15000);
        }
    }

    @Test
    void takesTheSizeOfAFreeOutputFromTheEngine() throws Exception {
        try (OnnxSession session = OnnxSession.open(model("positions"))) {
            Tensor x = Tensor.allocate(ElementType.FP32, 5);
            x.buffer().putFloat(4, 1f).putFloat(16, 2f);

            List<Tensor> results = session.run(List.of(x), List.of(), new Termination());

            assertThat(results.get(0)).hasToString("INT64[1, 2]");
            assertThat(results.get(0).buffer().getLong(0)).isEqualTo(1);
            assertThat(results.get(0).buffer().getLong(8)).isEqualTo(4);
        }
    }

    @Test
    void opensAModelFromMemory() throws Exception {
        try (OnnxSession session = OnnxSession.open(bytes("sum"), SUM)) {
            List<Tensor> results = session.run(List.of(int64(1, 1, 2), int64(1, 1, 1)), List.of(), new Termination());

            assertThat(floats(results.get(0))).containsExactly(2, 20, 200, 2000);
        }
    }

    @Test
    void opensAPublishedVariantOfTwoFiles(@TempDir Path directory) throws Exception {
        ModelStore store = ModelStore.create(directory);
        ModelVersion version;
        try (Draft draft = store.draft("add")) {
            String graph = draft.put(model("add"));
            String term = draft.put(model("add").resolveSibling("term.data"));
            VariantCard card = new VariantCard(
                    "fp32",
                    null,
                    1,
                    true,
                    List.of(
                            new VariantCard.Artefact("add.onnx", graph, Files.size(draft.file(graph))),
                            new VariantCard.Artefact("term.data", term, 16)),
                    Map.of(),
                    JsonNodeFactory.instance.objectNode());
            version =
                    draft.publish(Task.OTHER, OnnxSession.describe(model("add")), null, List.of(), null, List.of(card));
        }
        for (int opening = 0; opening < 2; opening++) {
            try (OnnxSession session = OnnxSession.open(store, version, version.reference())) {
                List<Tensor> results =
                        session.run(List.of(Tensor.allocate(ElementType.FP32, 1, 4)), List.of(), new Termination());

                assertThat(floats(results.get(0))).containsExactly(1, 2, 3, 4);
            }
        }
    }

    @Test
    void namesTheInputThatIsWrong() {
        try (OnnxSession session = OnnxSession.open(model("sum"), SUM)) {
            assertRefused(session, List.of(int64(1, 1, 2)), "there are 1 inputs, the model has 2");
            assertRefused(
                    session,
                    List.of(Tensor.allocate(ElementType.FP32, 1, 1), int64(1, 1, 1)),
                    "input 'input_ids' is FP32, wanted is INT64");
            assertRefused(
                    session,
                    List.of(Tensor.allocate(ElementType.INT64, 1), int64(1, 1, 1)),
                    "input 'input_ids' has 1 dimensions, wanted are 2");
            assertRefused(
                    session,
                    List.of(int64(1, 2, 1, 1), int64(1, 1, 1)),
                    "input 'attention_mask' has size 1 in dimension 1, wanted is 2");
        }
    }

    @Test
    void refusesAnOutputOfTheWrongSize() {
        try (OnnxSession session = OnnxSession.open(model("sum"), SUM)) {
            List<Tensor> inputs = List.of(int64(1, 1, 2), int64(1, 1, 1));
            List<Tensor> outputs = List.of(Tensor.allocate(ElementType.FP32, 2, 4));

            assertThatThrownBy(() -> session.run(inputs, outputs, new Termination()))
                    .isInstanceOf(SessionException.class)
                    .hasMessage("output 'embedding' has size 2 in dimension 0, wanted is 1");
        }
    }

    @Test
    void tellsATokenThatIsNotInTheVocabularyFromAFault() throws Exception {
        try (OnnxSession session = OnnxSession.open(model("sum"), SUM)) {
            SessionException refused = catchThrowableOfType(
                    SessionException.class,
                    () -> session.run(List.of(int64(1, 1, 16), int64(1, 1, 1)), List.of(), new Termination()));

            assertThat(refused.reason()).isEqualTo(SessionException.Cause.INPUT);
            assertThat(session.run(List.of(int64(1, 1, 15), int64(1, 1, 1)), List.of(), new Termination()))
                    .hasSize(1);
        }
    }

    @Test
    void printsNothingOfItsOwn() throws Exception {
        Process process = ChildJvm.start(QuietSession.class);

        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(printed).isEqualToNormalizingNewlines("INPUT\nrefused\n");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void doesNotStartARunThatIsTerminatedAlready() throws Exception {
        try (OnnxSession session = OnnxSession.open(model("count"))) {
            Termination termination = new Termination();
            termination.terminate();

            assertTerminated(session, Long.MAX_VALUE, termination);
            assertCountsTo(session, 5);
        }
    }

    @Test
    void endsARunThatIsUnderWay() throws Exception {
        ExecutorService lane = Executors.newSingleThreadExecutor();
        try (OnnxSession session = OnnxSession.open(model("count"))) {
            Termination termination = new Termination();
            CountDownLatch started = new CountDownLatch(1);
            Future<?> run = lane.submit(() -> {
                started.countDown();
                assertTerminated(session, Long.MAX_VALUE, termination);
            });
            started.await();
            termination.terminate();

            run.get();
            termination.terminate();
            assertCountsTo(session, 5);
        } finally {
            lane.shutdown();
        }
    }

    @Test
    void closesTwice() {
        OnnxSession session = OnnxSession.open(model("sum"), SUM);

        session.close();
        session.close();

        assertThatThrownBy(() -> session.run(List.of(int64(1, 1, 2), int64(1, 1, 1)), List.of(), new Termination()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void saysWhyAModelDoesNotOpen() {
        Path missing = model("sum").resolveSibling("absent.onnx");

        assertThatThrownBy(() -> OnnxSession.open(missing, SUM))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("absent.onnx");
        assertThatThrownBy(() -> OnnxSession.open(new byte[] {1, 2, 3}, SUM))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("ONNX Runtime does not open the model");
    }

    @Test
    void refusesAModelOfAnotherSignature() {
        assertThatThrownBy(() -> OnnxSession.open(model("positions"), SUM))
                .isInstanceOf(StoreException.class)
                .hasMessage("the model has the inputs [x], the signature says [input_ids, attention_mask]");
        Signature logits = new Signature(
                SUM.inputs(), List.of(new TensorSpec("logits", ElementType.FP32, List.of(Dimension.BATCH), 0)));
        assertThatThrownBy(() -> OnnxSession.open(model("sum"), logits))
                .isInstanceOf(StoreException.class)
                .hasMessage("the model has no output 'logits', it has [embedding]");
    }

    private static void assertRefused(OnnxSession session, List<Tensor> inputs, String message) {
        SessionException refused =
                catchThrowableOfType(SessionException.class, () -> session.run(inputs, List.of(), new Termination()));
        assertThat(refused).hasMessage(message);
        assertThat(refused.reason()).isEqualTo(SessionException.Cause.INPUT);
    }

    private static void assertTerminated(OnnxSession session, long n, Termination termination) {
        SessionException ended = catchThrowableOfType(
                SessionException.class, () -> session.run(List.of(scalar(n)), List.of(), termination));
        assertThat(ended.reason()).isEqualTo(SessionException.Cause.TERMINATED);
    }

    private static void assertCountsTo(OnnxSession session, long n) throws SessionException {
        List<Tensor> results = session.run(List.of(scalar(n)), List.of(), new Termination());
        assertThat(results.get(0).buffer().getLong(0)).isEqualTo(n);
    }

    private static Tensor scalar(long value) {
        Tensor tensor = Tensor.allocate(ElementType.INT64);
        tensor.buffer().putLong(0, value);
        return tensor;
    }

    private static Tensor int64(int rows, int columns, long... values) {
        Tensor tensor = Tensor.allocate(ElementType.INT64, rows, columns);
        tensor.buffer().asLongBuffer().put(values);
        return tensor;
    }

    private static float[] floats(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.elements())];
        tensor.buffer().asFloatBuffer().get(values);
        return values;
    }

    static Path model(String name) {
        URL url = Objects.requireNonNull(OnnxSessionTest.class.getResource(name + ".onnx"));
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(OnnxSessionTest.class.getResourceAsStream(name + ".onnx"))) {
            return in.readAllBytes();
        }
    }
}
