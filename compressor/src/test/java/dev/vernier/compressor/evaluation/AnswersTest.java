package dev.vernier.compressor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AnswersTest {
    private final Answers answers = new Answers(2, new float[] {3, 4, 4, 3, 0, 0, 5, 5});

    @Test
    void theFirstOfEqualValuesIsTheTop() {
        assertThat(answers.top(0)).isOne();
        assertThat(answers.top(1)).isZero();
        assertThat(answers.top(3)).isZero();
    }

    @Test
    void cosineIsThatOfTheAngle() {
        assertThat(answers.cosine(0, answers, 0)).isEqualTo(1);
        assertThat(answers.cosine(0, answers, 1)).isCloseTo(24.0 / 25, within(1e-12));
        assertThat(answers.cosine(0, answers, 2)).isZero();
    }

    @Test
    void largestDifferenceLooksAtEveryValue() {
        assertThat(answers.largestDifference(new Answers(2, new float[] {3, 4, 4, 3, 0, 0, 5, 7.5f})))
                .isEqualTo(2.5);
    }

    @Test
    void refusesValuesThatDoNotFillTheirRows() {
        assertThatThrownBy(() -> new Answers(2, new float[3])).hasMessage("3 values do not fill rows of 2");
    }

    @Test
    void everyThirdRowIsTaken() {
        Answers all = new Answers(2, new float[] {0, 1, 10, 11, 20, 21, 30, 31, 40, 41});
        assertThat(all.every(3, 1).values()).containsExactly(10, 11, 40, 41);
        assertThat(all.every(3, 2).values()).containsExactly(20, 21);
    }
}
