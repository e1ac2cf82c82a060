package dev.vernier.compressor.source;

import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.corpus.TextFile;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Heads;
import dev.vernier.compressor.graph.OnnxReader;
import dev.vernier.compressor.graph.Pooling;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.store.NearestName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what somebody wants compressed, and finds out what was not said about it. */
public final class SourceReader {
    private final SourceRequest request;

    private SourceReader(SourceRequest request) {
        this.request = request;
    }

    /**
     * Reads a model and its texts.
     *
     * @throws SourceException when something is missing, ambiguous or does not fit
     * @throws dev.vernier.compressor.graph.GraphException when the graph cannot be read
     * @throws IOException when the texts cannot be read
     */
    public static SourceModel read(SourceRequest request) throws IOException {
        SourceReader reader = new SourceReader(request);
        Optional<BuiltInModel> builtIn = BuiltInModel.named(request.model());
        return builtIn.isPresent() ? reader.builtIn(builtIn.get()) : reader.files();
    }

    /**
     * Looks whether a name leads to a model.
     *
     * @throws SourceException names what there is instead
     */
    public static void requireFound(String model) {
        if (BuiltInModel.named(model).isEmpty()) {
            folder(model);
        }
    }

    /** The graph alone, as it is in its file. */
    public static Graph graph(String model) throws IOException {
        Optional<BuiltInModel> builtIn = BuiltInModel.named(model);
        return builtIn.isPresent()
                ? builtIn.get().read().graph()
                : OnnxReader.read(folder(model).graph());
    }

    private SourceModel builtIn(BuiltInModel model) throws IOException {
        Path file = request.texts();
        List<LabelledText> texts = file == null ? model.texts() : texts(file);
        Purpose known = model.purpose();
        boolean isOwnPurpose = file == null || known.needsHead();
        return source(model.read(), texts, model.modelName(), isOwnPurpose ? known : null);
    }

    private SourceModel files() throws IOException {
        ModelFolder folder = folder(request.model());
        Path file = request.texts();
        if (file == null) {
            throw new SourceException("texts are needed to choose parameters and to measure with: give --data FILE, one"
                    + " {\"text\": \"...\"} a line, a few hundred of the kind that the model will see");
        }
        return source(folder.read(), texts(file), folder.name(), null);
    }

    private static ModelFolder folder(String model) {
        Path path = Path.of(model);
        if (!Files.exists(path)) {
            throw new SourceException("'" + model + "' is neither an .onnx file, nor a folder, nor one of "
                    + BuiltInModel.names() + "; did you mean `" + NearestName.of(model, BuiltInModel.names()) + "`?");
        }
        return ModelFolder.at(path);
    }

    private static List<LabelledText> texts(Path file) throws IOException {
        List<LabelledText> texts = TextFile.read(file);
        if (texts.isEmpty()) {
            throw new SourceException(file + " has no texts: wanted is one {\"text\": \"...\"} a line");
        }
        return texts;
    }

    private SourceModel source(ModelParts parts, List<LabelledText> texts, String name, @Nullable Purpose known) {
        ModelSettings settings = parts.settings();
        Pooling pooling = request.pooling() == null ? settings.pooling() : request.pooling();
        Graph rows = ModelOutput.rows(parts.graph(), request.output(), pooling);
        Purpose purpose = known == null || request.task() != null
                ? new PurposeFinder(texts, width(rows), isPooled(parts.graph(), rows), settings.classes())
                        .find(request.task())
                : known;
        PurposeFinder.requireFitting(texts, purpose);
        boolean isClassifier = !purpose.classes().isEmpty() && !purpose.needsHead();
        return new SourceModel(
                request.name() == null ? name : request.name(),
                purpose,
                isClassifier ? Heads.probabilities(rows) : rows,
                parts.digest(),
                parts.tokenizer(),
                request.maxTokens() == null ? settings.maxTokens() : request.maxTokens(),
                texts);
    }

    /** Whether the rows were made of token vectors here, which a classifier's outputs never are. */
    private static boolean isPooled(Graph original, Graph rows) {
        return !original.isOutput(rows.outputs().get(0).name());
    }

    /** The declared number of columns, -1 where none is declared. */
    private static long width(Graph rows) {
        List<ValueSpec.Axis> shape = rows.outputs().get(0).shape();
        return shape == null || shape.isEmpty()
                ? -1
                : shape.get(shape.size() - 1).size();
    }
}
