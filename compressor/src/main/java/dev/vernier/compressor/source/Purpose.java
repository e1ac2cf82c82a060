package dev.vernier.compressor.source;

import dev.vernier.store.Task;
import java.util.List;

/**
 * What a model's output means.
 *
 * @param classes what the output's columns are called, for {@link Task#CLASSIFY}
 * @param needsHead whether the graph ends with embeddings and a head over the classes is yet to be trained
 */
public record Purpose(Task task, List<String> classes, boolean needsHead) {
    /** Vectors whose directions tell what is alike. */
    static final Purpose EMBEDDING = new Purpose(Task.EMBED, List.of(), false);

    public Purpose {
        classes = List.copyOf(classes);
    }
}
