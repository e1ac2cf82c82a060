package dev.vernier.store.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Looks through a vocabulary that has every character, both as the beginning of a word and as its continuation. */
class BertNormalizerTest {
    /** Ends of what is assigned (and a little beyond), surrogates and the unassigned planes in between left out. */
    private static final int[][] CODE_POINTS = {{1, 0xD7FF}, {0xE000, 0x2FFFF}, {0xE0000, 0xE01FF}};

    private static final int CODE_POINTS_PER_TEXT = 256;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"false,false,false,false", "true,false,false,true", "true,true,true,true"})
    void treatsEveryCodePointAsTheOriginal(boolean clean, boolean chinese, boolean strip, boolean lower)
            throws IOException {
        try (Oracle oracle = Oracle.of(write(new BertNormalizer.Steps(clean, chinese, strip, lower)))) {
            List<String> differences = new ArrayList<>();
            for (int[] range : CODE_POINTS) {
                for (int first = range[0]; first <= range[1]; first += CODE_POINTS_PER_TEXT) {
                    int last = Math.min(range[1], first + CODE_POINTS_PER_TEXT - 1);
                    if (!oracle.difference(betweenLetters(first, last), null).isEmpty()) {
                        IntStream.rangeClosed(first, last)
                                .mapToObj(c -> oracle.difference(betweenLetters(c, c), null))
                                .forEach(differences::add);
                    }
                }
            }
            differences.removeIf(String::isEmpty);
            assertThat(differences).isEmpty();
        }
    }

    private static String betweenLetters(int first, int last) {
        StringBuilder text = new StringBuilder();
        IntStream.rangeClosed(first, last)
                .forEach(c -> text.append('a').appendCodePoint(c).append("a "));
        return text.toString();
    }

    private Path write(BertNormalizer.Steps steps) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode();
        root.put("version", "1.0").putArray("added_tokens");
        root.putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", steps.cleanText())
                .put("handle_chinese_chars", steps.handleChineseChars())
                .put("strip_accents", steps.stripAccents())
                .put("lowercase", steps.lowercase());
        root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        ObjectNode vocabulary = root.putObject("model")
                .put("type", "WordPiece")
                .put("unk_token", "[UNK]")
                .put("continuing_subword_prefix", "##")
                .put("max_input_chars_per_word", 100)
                .putObject("vocab");
        vocabulary.put("[UNK]", 0);
        for (int[] range : CODE_POINTS) {
            for (int c = range[0]; c <= range[1]; c++) {
                vocabulary.put(Character.toString(c), vocabulary.size());
                vocabulary.put("##" + Character.toString(c), vocabulary.size());
            }
        }
        Path file = directory.resolve("tokenizer.json");
        json.writeValue(file.toFile(), root);
        return file;
    }
}
