package dev.vernier.compressor.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.graph.Pooling;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.ValueSpec.Axis;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.store.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceReaderTest {
    private static final int WIDTH = 3;

    @TempDir
    Path folder;

    @BeforeEach
    void aTokenizerAndTexts() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        texts("{\"text\": \"a\"}", "{\"text\": \"b\"}");
    }

    private void texts(String... lines) throws IOException {
        Files.write(folder.resolve("texts"), List.of(lines));
    }

    private void settings(String file, String json) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, json);
    }

    /** One vector a token, {@code states}; one row a text, {@code rows}; whichever is wanted are outputs. */
    private void graph(String... outputs) throws IOException {
        List<ValueSpec> inputs = List.of(
                new ValueSpec("input_ids", WeightType.INT64, List.of(Axis.free("batch"), Axis.free("sequence"))),
                new ValueSpec("attention_mask", WeightType.INT64, List.of(Axis.free("batch"), Axis.free("sequence"))));
        Graph graph = new Graph("g", 8, Map.of("", 13), inputs);
        graph.putWeight("table", Weight.floats(new long[] {5, WIDTH}, new float[5 * WIDTH]));
        graph.putWeight("axes", Weight.vector(1));
        graph.add(Node.of("Gather", List.of("table", "input_ids"), "states"));
        graph.add(Node.of("ReduceSum", List.of("states", "axes"), "sums"));
        graph.add(Node.of("Squeeze", List.of("sums", "axes"), "rows"));
        for (String output : outputs) {
            graph.addOutput(new ValueSpec(
                    output,
                    WeightType.FLOAT,
                    output.equals("states")
                            ? List.of(Axis.free("batch"), Axis.free("sequence"), Axis.fixed(WIDTH))
                            : List.of(Axis.free("batch"), Axis.fixed(WIDTH))));
        }
        Files.write(folder.resolve("model.onnx"), OnnxWriter.bytes(graph));
    }

    private SourceModel read() throws IOException {
        return read(null, null, null);
    }

    private SourceModel read(@Nullable Task task, @Nullable String output, @Nullable Pooling pooling)
            throws IOException {
        return SourceReader.read(
                new SourceRequest(folder.toString(), folder.resolve("texts"), task, output, pooling, null, null));
    }

    @Test
    void aFolderGivesItsNameAndPoolingIsWhatItsSettingsSay() throws IOException {
        graph("states");
        settings("1_Pooling/config.json", "{\"pooling_mode_cls_token\": true, \"pooling_mode_mean_tokens\": false}");
        settings("config.json", "{\"max_position_embeddings\": 77}");
        SourceModel model = read();
        assertThat(model.name()).isEqualTo(folder.getFileName().toString());
        assertThat(model.maxTokens()).isEqualTo(77);
        assertThat(model.purpose()).isEqualTo(Purpose.EMBEDDING);
        assertThat(model.graph().nodes()).extracting(Node::op).doesNotContain("ReduceSum");
        assertThat(model.graph().outputs()).extracting(ValueSpec::name).containsExactly("embedding");
    }

    @Test
    void poolingThatNobodyKnowsIsAskedFor() throws IOException {
        graph("states");
        assertThatThrownBy(this::read)
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith("the output states has a vector for each token")
                .hasMessageContaining("--pooling mean")
                .hasMessageContaining("--pooling cls");
        assertThat(read(null, null, Pooling.MEAN).graph().nodes())
                .extracting(Node::op)
                .contains("ReduceSum");
    }

    @Test
    void anOutputThatHasOneRowATextIsTakenAsItIs() throws IOException {
        graph("rows");
        assertThat(read().graph().outputs()).extracting(ValueSpec::name).containsExactly("rows");
    }

    @Test
    void ofSeveralOutputsOneMustBeNamed() throws IOException {
        graph("states", "rows");
        assertThatThrownBy(this::read)
                .hasMessage("the graph has the outputs [states, rows]: name the one that matters with --output");
        assertThatThrownBy(() -> read(null, "row", null))
                .hasMessage("the graph has no output 'row', only [states, rows]");
        assertThat(read(null, "rows", null).graph().outputs())
                .extracting(ValueSpec::name)
                .containsExactly("rows");
    }

    @Test
    void labelsOverAnEncoderAskForAHead() throws IOException {
        graph("states");
        texts("{\"text\": \"a\", \"label\": \"no\"}", "{\"text\": \"b\", \"label\": \"yes\"}", "{\"text\": \"c\"}");
        SourceModel model = read(null, null, Pooling.CLS);
        assertThat(model.purpose()).isEqualTo(new Purpose(Task.CLASSIFY, List.of("no", "yes"), true));
        assertThat(model.labels(model.texts())).containsExactly(0, 1, -1);
        assertThat(read(Task.EMBED, null, Pooling.CLS).purpose()).isEqualTo(Purpose.EMBEDDING);
    }

    @Test
    void aClassifierThatNamesItsColumnsGivesProbabilities() throws IOException {
        graph("rows");
        settings("config.json", "{\"id2label\": {\"0\": \"bad\", \"1\": \"so-so\", \"2\": \"good\"}}");
        texts("{\"text\": \"a\", \"label\": \"good\"}");
        SourceModel model = read();
        assertThat(model.purpose()).isEqualTo(new Purpose(Task.CLASSIFY, List.of("bad", "so-so", "good"), false));
        assertThat(model.graph().nodes()).extracting(Node::op).contains("Softmax");
    }

    @Test
    void labelsThatAreNumbersNameColumns() throws IOException {
        graph("rows");
        texts("{\"text\": \"a\", \"label\": 2}", "{\"text\": \"b\", \"label\": 0}");
        assertThat(read().purpose()).isEqualTo(new Purpose(Task.CLASSIFY, List.of("0", "1", "2"), false));
    }

    @Test
    void aLabelThatIsNoneOfTheClassesIsNamed() throws IOException {
        graph("rows");
        settings("config.json", "{\"id2label\": {\"0\": \"bad\", \"1\": \"so-so\", \"2\": \"good\"}}");
        texts("{\"text\": \"a\", \"label\": \"god\"}");
        assertThatThrownBy(this::read)
                .isInstanceOf(SourceException.class)
                .hasMessageStartingWith(
                        "the label 'god' of the text \"a\" is none of the model's classes [bad, so-so, good]");
    }

    @Test
    void oneClassIsTooFew() throws IOException {
        graph("states");
        texts("{\"text\": \"a\", \"label\": \"only\"}");
        assertThatThrownBy(() -> read(null, null, Pooling.CLS)).hasMessageContaining("at least two classes");
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        assertThatThrownBy(this::read).hasMessageContaining("has no model.onnx");
        graph("rows");
        Files.delete(folder.resolve("tokenizer.json"));
        assertThatThrownBy(this::read).hasMessageContaining("there is no tokenizer.json in " + folder);
        assertThatThrownBy(() -> SourceReader.read(SourceRequest.of("minilm2")))
                .hasMessageEndingWith("did you mean `minilm`?");
        assertThatThrownBy(() -> SourceReader.read(SourceRequest.of(folder.toString())))
                .hasMessageContaining("give --data FILE");
    }

    @Test
    void emptyTextsAreSaid() throws IOException {
        graph("rows");
        texts("", "");
        assertThatThrownBy(this::read).isInstanceOf(SourceException.class).hasMessageContaining("has no texts");
    }
}
