package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.OnnxReader;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.ValueSpec.Axis;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.OnnxSession;
import dev.vernier.store.VariantCard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A model of 2.4 GB from the command line to a session. Needs 10 GB of disk and a minute: {@code -Dlarge=true}. */
@EnabledIfSystemProperty(named = "large", matches = "true")
class LargeModelTest {
    private static final long ROWS = 300_000;
    private static final int WIDTH = 1024;
    private static final long TABLE_BYTES = ROWS * WIDTH * Float.BYTES;

    @TempDir
    Path folder;

    @Test
    void isCompressedAndOpened() throws IOException, InterruptedException {
        write(Files.createDirectory(folder.resolve("large")));
        Files.writeString(folder.resolve("recipe.yaml"), """
                variants:
                  int8-layers: [int8-static]
                  int8-all: [int8-static, embeddings: {bits: 8}]
                """);

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CompressorMain.class.getName(),
                        "compress",
                        folder.resolve("large").toString(),
                        "--data=" + folder.resolve("texts.jsonl"),
                        "--recipe=" + folder.resolve("recipe.yaml"),
                        "--store=" + folder.resolve("store"),
                        "--pooling=mean",
                        "--task=embed",
                        "--quick")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        ModelStore store = ModelStore.open(folder.resolve("store"));
        ModelVersion version = store.find("large", "").orElseThrow();
        assertThat(version.variants())
                .extracting(variant -> variant.artefacts().size())
                .containsExactly(2, 2, 1);
        assertThat(version.reference().bytes()).isGreaterThan(2 * TABLE_BYTES);
        assertThat(version.variants().get(2).bytes()).isBetween(TABLE_BYTES / 2, TABLE_BYTES * 6 / 10);
        for (VariantCard variant : version.variants()) {
            OnnxSession.open(store, version, variant).close();
        }
    }

    /** Two tables are looked up in and added, a layer narrows their sum. */
    private void write(Path model) throws IOException {
        Graph graph = new Graph(
                "large",
                8,
                Map.of("", 14),
                List.of(
                        new ValueSpec(
                                "input_ids", WeightType.INT64, List.of(Axis.free("batch"), Axis.free("sequence"))),
                        new ValueSpec(
                                "attention_mask",
                                WeightType.INT64,
                                List.of(Axis.free("batch"), Axis.free("sequence")))));
        for (String table : List.of("one", "two")) {
            graph.putWeight(table, table(folder.resolve(table), table.hashCode()));
            graph.add(Node.of("Gather", List.of(table, "input_ids"), table + ".rows"));
        }
        float[] matrix = new float[WIDTH * 16];
        Random random = new Random(8);
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] = (float) random.nextGaussian() / 32;
        }
        graph.putWeight("matrix", Weight.floats(new long[] {WIDTH, 16}, matrix));
        graph.add(Node.of("Add", List.of("one.rows", "two.rows"), "sum"));
        graph.add(Node.of("MatMul", List.of("sum", "matrix"), "hidden"));
        graph.addOutput(new ValueSpec(
                "hidden", WeightType.FLOAT, List.of(Axis.free("batch"), Axis.free("sequence"), Axis.fixed(16))));
        OnnxWriter.write(graph, model.resolve("model.onnx"));
        Graph again = OnnxReader.read(model.resolve("model.onnx"));
        assertThat(Objects.requireNonNull(again.weight("two")).bytes())
                .isEqualTo(Objects.requireNonNull(graph.weight("two")).bytes());
        Files.writeString(
                model.resolve("tokenizer.json"), TinyModel.classifier().tokenizer());
        Files.write(
                folder.resolve("texts.jsonl"),
                TinyModel.classifier().texts().stream()
                        .map(text -> "{\"text\": \"" + text.text() + "\"}")
                        .toList());
    }

    /** Of normal numbers, mapped from a file. */
    private static Weight table(Path file, long seed) throws IOException {
        Random random = new Random(seed);
        float[] some = new float[1 << 16];
        for (int i = 0; i < some.length; i++) {
            some[i] = (float) random.nextGaussian();
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer bytes =
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, TABLE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            FloatBuffer values = bytes.asFloatBuffer();
            while (values.hasRemaining()) {
                values.put(some, 0, Math.min(some.length, values.remaining()));
            }
            return Weight.of(WeightType.FLOAT, new long[] {ROWS, WIDTH}, bytes);
        }
    }
}
