package dev.vernier.compressor.source;

import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.store.Task;
import java.util.List;

/**
 * What a compression starts from.
 *
 * @param graph one output, one row a text: embeddings, or a number for each class
 * @param digest SHA-256 of the file that the graph was read from
 * @param tokenizer the tokenizer.json
 * @param maxTokens the longest row that the model takes
 * @param texts labelled with one of the purpose's classes, or not at all
 */
public record SourceModel(
        String name,
        Purpose purpose,
        Graph graph,
        String digest,
        String tokenizer,
        int maxTokens,
        List<LabelledText> texts) {
    public SourceModel {
        texts = List.copyOf(texts);
    }

    public Task task() {
        return purpose.task();
    }

    public List<String> classes() {
        return purpose.classes();
    }

    /** The class of each text, -1 where it has none of {@link #classes}. */
    public List<Integer> labels(List<LabelledText> some) {
        return some.stream().map(text -> text.classIn(classes())).toList();
    }
}
