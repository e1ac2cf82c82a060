package dev.vernier.compressor.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final SplitSizes EVERYTHING =
            new SplitSizes(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    private static final List<LabelledText> TEXTS = IntStream.range(0, 5000)
            .mapToObj(i -> new LabelledText("text number " + i % 4000, "class " + i % 7))
            .toList();

    private static List<String> texts(List<LabelledText> part) {
        return part.stream().map(text -> text.text().toLowerCase(Locale.ROOT)).toList();
    }

    @Test
    void putsEachDistinctTextIntoExactlyOnePart() {
        Split split = Split.of(TEXTS, EVERYTHING);
        List<String> all = Stream.of(split.train(), split.calibration(), split.test())
                .flatMap(part -> texts(part).stream())
                .toList();
        assertThat(all).doesNotHaveDuplicates().hasSize(4000);
        assertThat(split.train()).hasSizeBetween(2250, 2550);
        assertThat(split.calibration()).hasSizeBetween(340, 460);
    }

    @Test
    void keepsTheFirstOfTextsThatDifferInCaseOrBlanks() {
        Split split = Split.of(
                List.of(new LabelledText("A  bird", "animal"), new LabelledText("a bird ", "person")), EVERYTHING);
        List<LabelledText> all = new ArrayList<>(split.train());
        all.addAll(split.calibration());
        all.addAll(split.test());
        assertThat(all).containsExactly(new LabelledText("A  bird", "animal"));
    }

    @Test
    void aSmallerSizeTakesASubset() {
        Split large = Split.of(TEXTS, new SplitSizes(1000, 200, 500));
        Split small = Split.of(TEXTS, new SplitSizes(100, 20, 50));
        assertThat(large.train())
                .startsWith(small.train().toArray(LabelledText[]::new))
                .hasSize(1000);
        assertThat(large.calibration()).startsWith(small.calibration().toArray(LabelledText[]::new));
        assertThat(large.test()).startsWith(small.test().toArray(LabelledText[]::new));
    }

    @Test
    void aTextStaysInItsPartWhateverElseIsThere() {
        Set<LabelledText> trained = new HashSet<>(Split.of(TEXTS, EVERYTHING).train());
        Split half = Split.of(TEXTS.subList(0, 2000), EVERYTHING);
        assertThat(trained).containsAll(half.train()).doesNotContainAnyElementsOf(half.test());
    }

    @Test
    void whereNothingIsTrainedFewTextsAreEnoughToCalibrate() {
        List<LabelledText> few = TEXTS.subList(0, 100);
        Split labelled = Split.of(few, new SplitSizes(1000, 50, 1000));
        Split unlabelled = Split.of(few, new SplitSizes(0, 50, 1000));
        assertThat(labelled.calibration()).hasSizeLessThan(20);
        assertThat(unlabelled.calibration())
                .hasSize(50)
                .startsWith(labelled.calibration().toArray(LabelledText[]::new));
        assertThat(unlabelled.test()).isEqualTo(labelled.test()).doesNotContainAnyElementsOf(unlabelled.calibration());
        assertThat(unlabelled.train()).isEmpty();
    }

    @Test
    void pairsThatShareTheirFirstTextAreDifferentTexts() {
        Split split = Split.of(
                List.of(
                        new LabelledText("a", "b", null),
                        new LabelledText("a", "c", null),
                        new LabelledText("a", "B ", null)),
                EVERYTHING);
        assertThat(split.train().size()
                        + split.calibration().size()
                        + split.test().size())
                .isEqualTo(2);
    }
}
