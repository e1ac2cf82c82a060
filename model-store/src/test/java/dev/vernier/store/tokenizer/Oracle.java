package dev.vernier.store.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tokenizer.json opened twice: by the tokenizer under test and by Hugging Face's, which says what is right. */
final class Oracle implements AutoCloseable {
    static final String ENGLISH = "/all-minilm-l6-v2-tokenizer.json";
    static final String CHINESE = "/bge-small-zh-v1.5-tokenizer.json";

    final Tokenizer tested;
    private final HuggingFaceTokenizer original;

    static {
        System.setProperty("ai.djl.offline", "true");
    }

    private final int maxTokens;

    private Oracle(Path file, int maxTokens) throws IOException {
        tested = Tokenizers.load(file);
        this.maxTokens = maxTokens;
        original = HuggingFaceTokenizer.newInstance(
                file,
                maxTokens == Integer.MAX_VALUE
                        ? Map.of("padding", "false", "truncation", "false")
                        : Map.of("padding", "false", "truncation", "longest_first", "maxLength", "" + maxTokens));
    }

    static Oracle of(Path file) {
        return of(file, Integer.MAX_VALUE);
    }

    static Oracle of(Path file, int maxTokens) {
        try {
            return new Oracle(file, maxTokens);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Opens a tokenizer of a class path resource by way of a file in {@code directory}. */
    static Oracle ofResource(String resource, Path directory) {
        return of(copy(resource, directory));
    }

    static Path copy(String resource, Path directory) {
        Path file = directory.resolve("tokenizer.json");
        try (InputStream json = Objects.requireNonNull(Oracle.class.getResourceAsStream(resource))) {
            Files.copy(json, file);
            return file;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What differs in the encodings of a text or pair, empty where nothing does. */
    String difference(String text, @Nullable String pair) {
        ai.djl.huggingface.tokenizers.Encoding right =
                pair == null ? original.encode(text) : original.encode(text, pair);
        Encoding found = tested.encode(text, pair, maxTokens);
        long[] ids = new long[found.length()];
        long[] types = new long[found.length()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = found.id(i);
            types[i] = found.type(i);
        }
        if (Arrays.equals(ids, right.getIds()) && Arrays.equals(types, right.getTypeIds())) {
            return "";
        }
        return escape(text) + (pair == null ? "" : " + " + escape(pair)) + "\n  right "
                + Arrays.toString(right.getIds())
                + "\n  found " + Arrays.toString(ids) + "\n  right " + Arrays.toString(right.getTokens()) + "\n  types "
                + Arrays.toString(right.getTypeIds()) + "\n  found " + Arrays.toString(types);
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints()
                .forEach(c -> escaped.append(c > 0x20 && c < 0x7F ? Character.toString(c) : String.format("<%x>", c)));
        return escaped.toString();
    }

    @Override
    public void close() {
        tested.close();
        original.close();
    }
}
