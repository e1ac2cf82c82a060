package dev.vernier.store.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Looks through a vocabulary that has every character, both as the beginning of a word and as its continuation. */
class BertNormalizerTest {
    /** All that is assigned but surrogates, private planes and the bulk of the rare ideographs. */
    private static final int[][] CODE_POINTS = {
        {1, 0xD7FF}, {0xE000, 0x202FF}, {0x2B700, 0x2BAFF}, {0x2F700, 0x2FBFF}, {0xE0000, 0xE01FF}
    };

    private static final int CODE_POINTS_PER_TEXT = 256;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"false,false,false,false", "true,false,false,true", "true,true,true,true"})
    void treatsEveryCodePointAsTheOriginal(boolean clean, boolean chinese, boolean strip, boolean lower) {
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

    private Path write(BertNormalizer.Steps steps) {
        TokenizerJson json = new TokenizerJson().normalize(steps);
        for (int[] range : CODE_POINTS) {
            for (int c = range[0]; c <= range[1]; c++) {
                json.word(Character.toString(c)).word("##" + Character.toString(c));
            }
        }
        return json.write(directory);
    }
}
