package dev.vernier.store.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
        long seed = seed("agreesWithTheOriginal");
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
    void agreesWithTheOriginalWhateverTheFileSays() {
        long seed = seed("agreesWithTheOriginalWhateverTheFileSays");
        Random random = new Random(seed);
        List<String> differences = new ArrayList<>();
        for (int file = 0; file < 150; file++) {
            SmallTokenizers small = new SmallTokenizers(random);
            Path json = small.next().write(directory);
            int maxTokens = random.nextBoolean() ? Integer.MAX_VALUE : 5 + random.nextInt(20);
            try (Oracle oracle = Oracle.of(json, maxTokens)) {
                for (int i = 0; i < 100; i++) {
                    differences.add(oracle.difference(small.text(), i % 2 == 0 ? small.text() : null));
                }
            }
        }
        differences.removeIf(String::isEmpty);
        assertThat(differences).isEmpty();
    }

    @Test
    void ofAddedTokensThatLookAlikeTheFirstCounts() {
        Path json = new TokenizerJson()
                .add(new AddedToken("x \u00FD", 3, true, false, false, true))
                .add(new AddedToken("x y", 4, false, false, false, true))
                .write(directory);
        try (Oracle oracle = Oracle.of(json, Integer.MAX_VALUE)) {
            assertThat(oracle.difference("x y, ax yb", null)).isEmpty();
        }
    }

    @Test
    void countsWhatItCutsOff() {
        try (Tokenizer tokenizer = Tokenizers.load(Oracle.copy(Oracle.ENGLISH, directory))) {
            Encoding encoding = tokenizer.encode("one two three four five", "six seven", 9);
            assertThat(encoding.length()).isEqualTo(9);
            assertThat(encoding.untruncatedLength()).isEqualTo(10);
            assertThat(encoding.isTruncated()).isTrue();
            assertThat(tokenizer.encode("one two", null, 4).isTruncated()).isFalse();
        }
    }

    @Test
    void refusesALimitBelowTheSpecialTokens() {
        try (Tokenizer tokenizer = Tokenizers.load(Oracle.copy(Oracle.ENGLISH, directory))) {
            assertThatThrownBy(() -> tokenizer.encode("one", "two", 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("maxTokens is 2, the special tokens alone are 3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"word ", "x", "é", "\u0301", "[MASK]", "##", "中"})
    void agreesWithTheOriginalOnALongText(String part) {
        try (Oracle oracle = Oracle.ofResource(Oracle.ENGLISH, directory)) {
            assertThat(oracle.difference(part.repeat(20_000), null)).isEmpty();
            assertThat(oracle.difference("word", null)).isEmpty();
        }
    }

    @Test
    void countsTheTokensOfAMegabyte() {
        try (Tokenizer tokenizer = Tokenizers.load(Oracle.copy(Oracle.ENGLISH, directory))) {
            assertThat(tokenizer.encode("word ".repeat(200_000), null, 128).untruncatedLength())
                    .isEqualTo(200_002);
            assertThat(tokenizer.encode("中".repeat(500_000), null, 128).untruncatedLength())
                    .isEqualTo(500_002);
            assertThat(tokenizer
                            .encode("a\u0301\u0316".repeat(300_000), null, 128)
                            .length())
                    .isEqualTo(3);
        }
    }

    @Test
    void readsAHalfSurrogateAsTheReplacementCharacter() {
        try (Tokenizer tokenizer = Tokenizers.load(Oracle.copy(Oracle.ENGLISH, directory))) {
            Encoding half = tokenizer.encode("a\uD83Db\uDC4D", null, 512);
            Encoding replaced = tokenizer.encode("a\uFFFDb\uFFFD", null, 512);
            assertThat(half.length()).isEqualTo(replaced.length());
            assertThat(half.id(1)).isEqualTo(replaced.id(1));
        }
    }

    @Test
    void threadsDoNotDisturbEachOther() {
        RandomTexts random = new RandomTexts(seed("threadsDoNotDisturbEachOther"), List.of("alpha", "beta", "gamma"));
        List<String> texts = Stream.generate(random::next).limit(2_000).toList();
        try (Tokenizer tokenizer = Tokenizers.load(Oracle.copy(Oracle.ENGLISH, directory))) {
            Function<String, List<Integer>> encode = text -> ids(tokenizer.encode(text, null, 64));
            List<List<Integer>> alone = texts.stream().map(encode).toList();
            assertThat(texts.parallelStream().map(encode).toList()).isEqualTo(alone);
        }
    }

    private static List<Integer> ids(Encoding encoding) {
        return IntStream.range(0, encoding.length()).map(encoding::id).boxed().toList();
    }

    private static long seed(String test) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(test + ": -Dseed=" + seed);
        return seed;
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
