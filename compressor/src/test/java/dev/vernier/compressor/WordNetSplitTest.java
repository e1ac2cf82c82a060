package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.corpus.Split;
import dev.vernier.compressor.source.BuiltInModel;
import dev.vernier.store.Task;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The split of the real definitions that both built-in models are made and measured with. */
class WordNetSplitTest {
    private static final int DISTINCT_DEFINITIONS = 81_518;

    private static Split split(CompressionPlan plan) throws IOException {
        return Split.of(BuiltInModel.definitions(), plan.sizes());
    }

    @Test
    void noTextIsInTwoParts() throws IOException {
        Split full = split(CompressionPlan.full(List.of(), Task.CLASSIFY, 1, 1, Goal.DEFAULT));
        Split quick = split(CompressionPlan.quick(List.of(), Task.CLASSIFY, 1, 1, Goal.DEFAULT));
        assertThat(full.train()).hasSizeGreaterThanOrEqualTo(8000);
        assertThat(full.test()).hasSizeGreaterThanOrEqualTo(5000);
        assertThat(quick.train()).hasSize(2000);
        assertThat(quick.test()).hasSize(1000);
        Set<String> seen = new HashSet<>();
        Stream.of(full.train(), full.calibration(), full.test())
                .flatMap(List::stream)
                .forEach(text -> assertThat(seen.add(text.text().toLowerCase(Locale.ROOT)))
                        .as(text.text())
                        .isTrue());
        assertThat(full.test()).containsAll(quick.test()).doesNotContainAnyElementsOf(quick.train());
    }

    @Test
    void allTwentyFiveClassesAreTrainedAndTested() throws IOException {
        List<LabelledText> definitions = BuiltInModel.definitions();
        assertThat(definitions.stream()
                        .map(text -> text.text().toLowerCase(Locale.ROOT))
                        .distinct())
                .hasSize(DISTINCT_DEFINITIONS);
        Split full = split(CompressionPlan.full(List.of(), Task.CLASSIFY, 1, 1, Goal.DEFAULT));
        assertThat(full.train().stream().map(LabelledText::label).distinct()).hasSize(25);
        assertThat(full.test().stream().map(LabelledText::label).distinct()).hasSize(25);
    }
}
