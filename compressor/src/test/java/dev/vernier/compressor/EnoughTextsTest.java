package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.corpus.Split;
import dev.vernier.compressor.source.Purpose;
import dev.vernier.store.Task;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EnoughTextsTest {
    private static final Purpose EMBEDDING = new Purpose(Task.EMBED, List.of(), false);
    private static final Purpose HEAD = new Purpose(Task.CLASSIFY, List.of("a", "b"), true);

    private static List<LabelledText> texts(int count, String label) {
        return IntStream.range(0, count)
                .mapToObj(i -> new LabelledText("text " + i, label))
                .toList();
    }

    @Test
    void sixteenToCalibrateAndThirtyToMeasureAreEnough() {
        Split split = new Split(List.of(), texts(16, "a"), texts(30, "a"));
        assertThat(EnoughTexts.require(split, EMBEDDING)).isSameAs(split);
    }

    @Test
    void thePartThatIsShortIsNamed() {
        assertThatThrownBy(() -> EnoughTexts.require(new Split(List.of(), texts(15, "a"), texts(30, "a")), EMBEDDING))
                .isInstanceOf(CompressionException.class)
                .hasMessageStartingWith("only 15 distinct texts to choose parameters, 16 are needed");
        assertThatThrownBy(() -> EnoughTexts.require(new Split(List.of(), texts(16, "a"), texts(29, "a")), EMBEDDING))
                .hasMessageStartingWith("only 29 distinct texts to measure with, 30 are needed");
    }

    @Test
    void aClassThatNoTextTeachesIsNamed() {
        Split split = new Split(texts(50, "a"), texts(16, "a"), texts(30, "b"));
        assertThatThrownBy(() -> EnoughTexts.require(split, HEAD))
                .hasMessageStartingWith("no text to learn the class 'b' from");
    }
}
