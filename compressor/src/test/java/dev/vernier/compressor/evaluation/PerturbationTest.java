package dev.vernier.compressor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.corpus.LabelledText;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PerturbationTest {
    @Test
    void damagesEachTextInTurn() {
        List<LabelledText> texts = Stream.of("ab 12", "an old Gull", "one two three", "--")
                .map(text -> new LabelledText(text, "the same", null))
                .toList();
        assertThat(Perturbation.applyAll(texts, new Random(1)))
                .extracting(LabelledText::text)
                .containsExactly("ba 12", "AN OLD GULL", "one two", "--");
        assertThat(Perturbation.applyAll(texts, new Random(1)))
                .extracting(LabelledText::pair)
                .containsOnly("the same");
    }
}
