package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vernier.compressor.corpus.SplitSizes;
import dev.vernier.compressor.evaluation.Gate;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Heads;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.onnx.Onnx.ModelProto;
import dev.vernier.compressor.onnx.Onnx.TensorProto;
import dev.vernier.compressor.recipe.Recipe;
import dev.vernier.store.ModelStore;
import dev.vernier.store.SessionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code compress} says of input that cannot be compressed; each time the store is as it was before. */
class BadInputTest {
    private static final Graph GRAPH = TinyModel.classifier().graph();

    @TempDir
    Path folder;

    private Path store = Path.of("");

    @BeforeEach
    void aModelLiesInItsFolderAndAnotherInTheStore() throws IOException, SessionException {
        store = folder.resolve("store");
        CompressionPlan plan = new CompressionPlan(
                List.of(Recipe.REFERENCE), new SplitSizes(300, 40, 160), 4, 3, 2, new Goal(Gate.DEFAULT, null));
        Compression.run(
                TinyModel.classifier(),
                ModelStore.create(store),
                plan,
                new Unfinished(store, false),
                SilentProgress.bar());
        model(OnnxWriter.bytes(GRAPH));
        Files.writeString(
                folder.resolve("model/tokenizer.json"), TinyModel.classifier().tokenizer());
        texts(TinyModel.classifier().texts().stream()
                .map(text -> "{\"text\": \"" + text.text() + "\", \"label\": \"" + text.label() + "\"}")
                .toList());
    }

    private void model(byte[] bytes) throws IOException {
        Files.write(Files.createDirectories(folder.resolve("model")).resolve("model.onnx"), bytes);
    }

    private void texts(List<String> lines) throws IOException {
        Files.write(folder.resolve("texts.jsonl"), lines);
    }

    /** The standard error of a run that has to fail. */
    private String refused() throws IOException, InterruptedException {
        Map<String, Long> before = files();
        String said = refused(command());
        assertThat(files()).isEqualTo(before);
        return said;
    }

    private List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CompressorMain.class.getName(),
                "compress",
                folder.resolve("model").toString(),
                "--data",
                folder.resolve("texts.jsonl").toString(),
                "--store",
                store.toString(),
                "--quick");
    }

    private static String refused(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(1);
        assertThat(said).contains("vernier compress: ").doesNotContain("\tat ");
        return said;
    }

    /** Files of the store with their sizes. */
    private Map<String, Long> files() throws IOException {
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(store)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(store.relativize(file).toString(), Files.size(file));
            }
        }
        return files;
    }

    private String refused(UnaryOperator<Graph> change) throws IOException, InterruptedException {
        model(OnnxWriter.bytes(change.apply(GRAPH.copy())));
        return refused();
    }

    @Test
    void whatIsNoModelOrHalfOfOne() throws IOException, InterruptedException {
        model("not a model".getBytes(StandardCharsets.UTF_8));
        assertThat(refused()).contains("not an ONNX model");
        byte[] whole = OnnxWriter.bytes(GRAPH);
        model(Arrays.copyOf(whole, whole.length / 2));
        assertThat(refused()).contains("not an ONNX model, or truncated");
    }

    @Test
    void aModelWithNothingToCompress() throws IOException, InterruptedException {
        assertThat(refused(graph -> {
                    graph.replaceUses("product", "embedded");
                    graph.removeDead();
                    return graph;
                }))
                .contains("no variant can be made", "has no MatMul");
    }

    @Test
    void operatorsThatAreTooNew() throws IOException, InterruptedException {
        Graph newer = new Graph("newer", 10, Map.of("", 22), GRAPH.inputs());
        assertThat(refused(graph -> like(newer, graph)))
                .contains("version 22 of the standard operators; export it with a version from 11 to 21");
    }

    private static Graph like(Graph empty, Graph graph) {
        graph.weights().forEach(empty::putWeight);
        graph.nodes().forEach(empty::add);
        empty.replaceOutputs(graph.outputs());
        return empty;
    }

    @Test
    void aModelThatIsQuantisedAlready() throws IOException, InterruptedException {
        assertThat(refused(graph -> {
                    graph.putWeight("step", Weight.scalar(1));
                    graph.add(Node.of("QuantizeLinear", List.of("sum", "step"), "rounded"));
                    graph.add(Node.of("DequantizeLinear", List.of("rounded", "step"), "again"));
                    graph.replaceUses("hidden", "again");
                    return graph;
                }))
                .contains("the model is already quantised");
    }

    @Test
    void aWeightThatIsNoNumber() throws IOException, InterruptedException {
        float[] values = new float[16 * 16];
        values[7] = Float.NaN;
        assertThat(refused(graph -> {
                    graph.putWeight("matrix", Weight.floats(new long[] {16, 16}, values));
                    return graph;
                }))
                .contains("weight matrix has a value that is no number");
    }

    @ParameterizedTest
    @CsvSource({
        "../weights.bin, 0, 1024, leads out of the model's folder",
        "/etc/hostname, 0, 1024, must be a plain path below",
        "link.bin, 0, 1024, leads out of the model's folder",
        "own.bin, 9223372036854775807, 1024, external data starts at",
        "own.bin, 4, 9223372036854775807, does not fit in"
    })
    void externalDataThatIsNotInTheFolderOrItsFile(String location, String offset, String length, String message)
            throws IOException, InterruptedException {
        Path outside = Files.write(folder.resolve("weights.bin"), new byte[4096]);
        Path model = folder.resolve("model/model.onnx");
        OnnxWriter.writeExternal(GRAPH, model);
        Files.createSymbolicLink(folder.resolve("model/link.bin"), outside);
        Files.write(folder.resolve("model/own.bin"), new byte[4096]);
        model(withExternal(Files.readAllBytes(model), location, offset, length));
        assertThat(refused()).contains(message);
    }

    private static byte[] withExternal(byte[] model, String location, String offset, String length) throws IOException {
        ModelProto.Builder proto = ModelProto.parseFrom(model).toBuilder();
        for (TensorProto.Builder tensor : proto.getGraphBuilder().getInitializerBuilderList()) {
            if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
                tensor.clearExternalData();
                Map.of("location", location, "offset", offset, "length", length)
                        .forEach((key, value) ->
                                tensor.addExternalDataBuilder().setKey(key).setValue(value));
            }
        }
        return proto.build().toByteArray();
    }

    @Test
    void labelsThatAreNoneOfTheClasses() throws IOException, InterruptedException {
        Files.writeString(
                folder.resolve("model/config.json"),
                "{\"id2label\": {\"0\": \"one\", \"1\": \"two\", \"2\": \"four\"}}");
        assertThat(refused(graph -> Heads.classifier(graph, new float[16][3], new float[3])))
                .contains("the label 'three' of the text", "is none of the model's classes [one, two, four]");
    }

    /**
     * The store on a disk of its own that is a few pages larger than it: a tmpfs in a mount namespace, where the system lets
     * anybody have one.
     */
    @Test
    void aDiskThatIsFull() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeThat(exit(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--mount",
                        "mount",
                        "-t",
                        "tmpfs",
                        "tmpfs",
                        disk.toString()))
                .as("mounting a tmpfs")
                .isZero();
        long pages =
                files().values().stream().mapToLong(size -> size / 4096 + 1).sum() + 16;
        String script = """
                mount -t tmpfs -o size=%dk tmpfs '%s' && cp -a '%s/.' '%s' && mount --bind '%s' '%s' || exit 99
                find '%s' -type f -exec sha256sum {} + | sort > '%s/before'
                "$@"; code=$?
                find '%s' -type f -exec sha256sum {} + | sort > '%s/after'
                exit $code
                """.formatted(4 * pages, disk, store, disk, disk, store, store, folder, store, folder);
        List<String> command =
                new ArrayList<>(List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"));
        command.addAll(command());

        assertThat(refused(command)).contains("No space left on device");
        assertThat(folder.resolve("before")).isNotEmptyFile().hasSameTextualContentAs(folder.resolve("after"));
    }

    private static int exit(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void noTexts() throws IOException, InterruptedException {
        texts(List.of());
        assertThat(refused()).contains("has no texts");
    }

    @Test
    void aLineThatIsNoText() throws IOException, InterruptedException {
        texts(List.of("{\"text\": \"wa\"}", "{\"txt\": \"wa\"}"));
        assertThat(refused()).contains("texts.jsonl");
    }
}
