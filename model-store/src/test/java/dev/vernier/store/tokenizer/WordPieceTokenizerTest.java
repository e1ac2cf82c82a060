package dev.vernier.store.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordPieceTokenizerTest {
    private static final int TEXTS = 3_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {Oracle.ENGLISH, Oracle.CHINESE})
    void agreesWithTheOriginal(String resource) throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("agreesWithTheOriginal: -Dseed=" + seed);
        try (Oracle oracle = Oracle.ofResource(resource, directory)) {
            RandomTexts texts = new RandomTexts(seed, words(directory.resolve("tokenizer.json")));
            List<String> differences = new ArrayList<>();
            for (int i = 0; i < TEXTS; i++) {
                differences.add(oracle.difference(texts.next(), i % 4 == 0 ? texts.next() : null));
            }
            differences.removeIf(String::isEmpty);
            assertThat(differences).isEmpty();
        }
    }

    @Test
    void cutsTheLongerTextOfAPairFirst() {
        try (Tokenizer tokenizer = Tokenizers.load(Oracle.copy(Oracle.ENGLISH, directory))) {
            Encoding encoding = tokenizer.encode("one two three four five", "six seven", 9);
            assertThat(encoding.length()).isEqualTo(9);
            assertThat(encoding.untruncatedLength()).isEqualTo(10);
            assertThat(encoding.isTruncated()).isTrue();
            assertThat(encoding.type(5)).isZero();
            assertThat(encoding.type(6)).isOne();
            assertThatThrownBy(() -> tokenizer.encode("one", "two", 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("special tokens alone are 3");
        }
    }

    private static List<String> words(Path tokenizerJson) throws IOException {
        List<String> words = new ArrayList<>();
        new ObjectMapper()
                .readTree(tokenizerJson.toFile())
                .at("/model/vocab")
                .fieldNames()
                .forEachRemaining(words::add);
        return words;
    }
}
