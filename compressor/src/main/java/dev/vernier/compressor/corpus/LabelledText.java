package dev.vernier.compressor.corpus;

import org.jspecify.annotations.Nullable;

/**
 * One text.
 *
 * @param label the name of its class; null where nobody has named one
 */
public record LabelledText(String text, @Nullable String label) {
    public LabelledText {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a text must have at least one character that is not a blank");
        }
    }
}
