package dev.vernier.store.tokenizer;

import org.jspecify.annotations.Nullable;

/** Turns text into token ids as a model's tokenizer.json says, padding and its own truncation left out. Thread-safe. */
public interface Tokenizer extends AutoCloseable {
    /**
     * Encodes one text, or a pair.
     *
     * @param pair the second text of a pair, null for a single text
     * @param maxTokens the longest encoding wanted, special tokens included; what is over is cut off, of a pair the longer text
     *     first, and counted
     * @throws IllegalArgumentException when the special tokens alone are more than {@code maxTokens}
     */
    Encoding encode(String text, @Nullable String pair, int maxTokens);

    /**
     * Whether {@link #encode} takes microseconds and never waits, so that an event loop may call it; if not, it belongs on a
     * worker thread.
     */
    boolean isNonBlocking();

    @Override
    void close();
}
