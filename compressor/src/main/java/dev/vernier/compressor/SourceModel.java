package dev.vernier.compressor;

import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.store.Task;
import java.util.List;

/**
 * What a compression starts from.
 *
 * @param graph usable as it is for {@link Task#EMBED}: one output, one row a text; for {@link Task#CLASSIFY} a head over
 *     {@code classes} is trained on top of it
 * @param digest SHA-256 of the file that the graph was read from
 * @param tokenizer the tokenizer.json
 * @param maxTokens the longest row that the model takes
 * @param texts labelled with one of {@code classes}, or not at all
 */
record SourceModel(
        String name,
        Task task,
        Graph graph,
        String digest,
        String tokenizer,
        int maxTokens,
        List<LabelledText> texts,
        List<String> classes) {
    SourceModel {
        texts = List.copyOf(texts);
        classes = List.copyOf(classes);
    }

    /** The class of each text, -1 where it has none of {@link #classes}. */
    List<Integer> labels(List<LabelledText> some) {
        return some.stream().map(text -> classes.indexOf(text.label())).toList();
    }
}
