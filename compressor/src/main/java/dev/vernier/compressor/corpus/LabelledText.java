package dev.vernier.compressor.corpus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One text, or a pair of texts that a model takes together.
 *
 * @param pair the second text; null for a single one
 * @param label the name of its class; null where nobody has named one
 */
public record LabelledText(
        String text, @Nullable String pair, @Nullable String label) {
    /** A single text. */
    public LabelledText(String text, @Nullable String label) {
        this(text, null, label);
    }

    public LabelledText {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a text must have at least one character that is not a blank");
        }
    }

    /** The place of the label among these classes, -1 where it is none of them or there is none. */
    public int classIn(List<String> classes) {
        return label == null ? -1 : classes.indexOf(label);
    }
}
