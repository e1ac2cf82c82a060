package dev.vernier.store.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.vernier.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Hugging Face's own tokenizer through DJL, for the types that {@link WordPieceTokenizer} does not cover.
 *
 * <p>At most as many callers as there are processors are inside the native library; the others wait.
 */
final class NativeTokenizer implements Tokenizer {
    private final HuggingFaceTokenizer tokenizer;
    private final Semaphore slots = new Semaphore(Runtime.getRuntime().availableProcessors());

    private NativeTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    static NativeTokenizer load(Path file) {
        try {
            return new NativeTokenizer(HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optPadding(false)
                    .optTruncation(false)
                    .build());
        } catch (IOException | RuntimeException failure) {
            throw new StoreException(file + ": not a tokenizer.json: " + failure.getMessage(), failure);
        }
    }

    @Override
    public boolean isNonBlocking() {
        return false;
    }

    @Override
    public Encoding encode(String text, @Nullable String pair, int maxTokens) {
        slots.acquireUninterruptibly();
        try {
            return cut(pair == null ? tokenizer.encode(text) : tokenizer.encode(text, pair), maxTokens);
        } finally {
            slots.release();
        }
    }

    private static Encoding cut(ai.djl.huggingface.tokenizers.Encoding whole, int maxTokens) {
        long[] sequences = whole.getSequenceIds();
        int first = count(sequences, 0);
        int second = count(sequences, 1);
        int room = maxTokens - (sequences.length - first - second);
        if (room < 0) {
            throw new IllegalArgumentException("maxTokens is " + maxTokens + ", the special tokens alone are "
                    + (sequences.length - first - second));
        }
        return keep(whole, Truncation.longestFirst(first, second, room));
    }

    private static int count(long[] sequences, int sequence) {
        return (int) Arrays.stream(sequences).filter(s -> s == sequence).count();
    }

    private static Encoding keep(ai.djl.huggingface.tokenizers.Encoding whole, Truncation kept) {
        long[] ids = whole.getIds();
        long[] sequences = whole.getSequenceIds();
        long[] types = whole.getTypeIds();
        int[] keptIds = new int[ids.length];
        int[] taken = new int[2];
        int length = 0;
        int zeroes = 0;
        for (int i = 0; i < ids.length; i++) {
            int sequence = (int) sequences[i];
            boolean isSpecial = sequence != 0 && sequence != 1;
            if (isSpecial || taken[sequence]++ < (sequence == 0 ? kept.first() : kept.second())) {
                keptIds[length++] = (int) ids[i];
                zeroes += types[i] == 0 ? 1 : 0;
            }
        }
        return new Encoding(Arrays.copyOf(keptIds, length), zeroes, ids.length);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
