package dev.vernier.compressor.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.EncoderForm;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.compressor.passes.OtherGraphs;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.TinyEncoder;
import dev.vernier.store.measure.Machine;
import dev.vernier.store.tokenizer.Encoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each pass in its main forms makes of small graphs, to the byte: a change of these digests changes those of cards. Where it is
 * meant, {@code cp target/golden.txt src/test/resources/} renews the file; a new form is a new row with any digest.
 *
 * <p>No kernel's order of additions enters the bytes: weights are whole numbers, attention and pooling divide by powers of two, and
 * what blocks hand on is bounded, so that every sum and second moment is exact in fp32. A pass that goes on from what it has fitted
 * is given one layer, one that divides what a layer reads a single word too. Choices by what kernels compute are far from ties.
 */
class GoldenDigestTest {
    private static final Path EXPECTED = Path.of("src/test/resources/golden.txt");
    private static final Path FOUND = Path.of("target/golden.txt");
    private static final float BOUND = 4;

    @TempDir
    static Path folder;

    private record Row(String graph, String digest, String words) {
        static Row of(String line) {
            String[] parts = line.split(" ", 3);
            return new Row(parts[0], parts[1], parts[2]);
        }

        /** Without VNNI the runtime's products of 8-bit integers saturate, and what they tell is something else. */
        boolean isChosenByIntegers() {
            return words.equals("int8") || words.startsWith("mixed") || words.contains("measured");
        }

        @Override
        public String toString() {
            return graph + " " + digest + " " + words;
        }
    }

    @Test
    void everyPassGivesTheSameBytesOnAnyNumberOfThreads() throws IOException {
        boolean hasVnni = Machine.current(0).isa().stream().anyMatch(name -> name.contains("vnni"));
        List<Row> expected = rows();
        List<Row> found = new ArrayList<>();
        for (Row row : expected) {
            if (row.isChosenByIntegers() && !hasVnni) {
                found.add(row);
                continue;
            }
            String digest = digest(row, 1);
            assertThat(digest(row, 2)).as("%s on two threads", row).isEqualTo(digest);
            found.add(new Row(row.graph, digest, row.words));
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(EXPECTED).subList(0, 1));
        found.forEach(row -> lines.add(row.toString()));
        Files.write(FOUND, lines);
        assertThat(found).containsExactlyElementsOf(expected);
    }

    @Test
    void noPassIsLeftOut() throws IOException {
        List<String> names = new ArrayList<>();
        for (Row row : rows()) {
            passes(row.words).forEach(pass -> names.add(pass.name()));
        }
        assertThat(names).containsAll(KnownPasses.names());
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(EXPECTED).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Row::of)
                .toList();
    }

    private static List<Pass> passes(String words) throws IOException {
        Path recipe = folder.resolve("recipe.yaml");
        Files.writeString(recipe, "variants: {one: [" + words + "]}");
        return RecipeFile.read(recipe.toString()).get(1).passes();
    }

    private static String digest(Row row, int threads) throws IOException {
        Graph graph = graph(row.graph);
        List<Encoding> texts = row.graph.equals("word") ? texts(1, 1) : texts(48, 2);
        Calibration calibration = new Calibration(texts, threads).towards(graph);
        for (Pass pass : passes(row.words)) {
            graph = pass.apply(graph, calibration).graph();
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(OnnxWriter.bytes(graph));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static List<Encoding> texts(int count, int longest) {
        Random random = new Random(4);
        List<Encoding> texts = new ArrayList<>();
        for (int text = 0; text < count; text++) {
            int length = 1 + random.nextInt(longest);
            texts.add(new Encoding(random.ints(length, 0, TinyEncoder.WORDS).toArray(), length, length));
        }
        return texts;
    }

    private static Graph graph(String name) {
        return switch (name) {
            case "encoder" -> exact(TinyEncoder.graph(4));
            case "layer", "word" -> firstLayer(exact(TinyEncoder.graph(4)));
            case "outlier" -> firstLayer(withOutlier(exact(TinyEncoder.graph(4))));
            case "gelu" -> EncoderForm.all().get(0).graph();
            case "lstm" -> exact(OtherGraphs.recurrent("LSTM", 4));
            case "gru" -> exact(OtherGraphs.recurrent("GRU", 3));
            case "rnn" -> exact(OtherGraphs.recurrent("RNN", 1));
            case "conv" -> exact(OtherGraphs.convolution());
            case "decoder" -> exact(OtherGraphs.decoder());
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Graph firstLayer(Graph graph) {
        graph.replaceOutputs(List.of(new ValueSpec("a.value.sum", WeightType.FLOAT, null)));
        graph.removeDead();
        return graph;
    }

    /** The graph with a channel of its words that is 64 times as large, which is what channels are scaled for. */
    private static Graph withOutlier(Graph graph) {
        Weight table = Objects.requireNonNull(graph.weight("table"));
        float[] values = table.floats();
        for (int i = 0; i < values.length; i += (int) table.shape()[1]) {
            values[i] *= 64;
        }
        graph.putWeight("table", Weight.floats(table.shape(), values));
        return graph;
    }

    /** The graph with whole numbers for weights, queries of 0, and bounds for what blocks hand on and neurons say. */
    private static Graph exact(Graph graph) {
        for (Map.Entry<String, Weight> entry : graph.weights().entrySet()) {
            Weight weight = entry.getValue();
            if (weight.type() == WeightType.FLOAT && weight.elements() > 1) {
                graph.putWeight(entry.getKey(), whole(weight, entry.getKey().startsWith("query") ? 0 : 4));
            }
        }
        graph.putWeight("low", Weight.scalar(-BOUND));
        graph.putWeight("high", Weight.scalar(BOUND));
        for (Node node : graph.nodes()) {
            String bounded = graph.fresh(node.output() + ".bounded");
            boolean isHandedOn = node.output().matches("(.*[.])?(between|active|hidden)");
            if (isHandedOn && graph.replaceUses(node.output(), bounded)) {
                graph.add(Node.of("Clip", List.of(node.output(), "low", "high"), bounded));
            }
        }
        graph.sort();
        return graph;
    }

    private static Weight whole(Weight weight, int factor) {
        float[] values = weight.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.rint(factor * values[i]);
        }
        return Weight.floats(weight.shape(), values);
    }
}
