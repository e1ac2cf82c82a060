package dev.vernier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.store.Task;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoringTest {
    private static final Corpus CORPUS = new Corpus(List.of(new LabelledText("a", 2, 5), new LabelledText("b", -1, 5)));

    private final ReferenceAnswers references = new ReferenceAnswers(CORPUS.size());

    @Test
    void fidelityOfAClassAnswerIsOneMinusTotalVariation() {
        references.score(0, new float[] {0.1f, 0.2f, 0.7f});
        Score score = scorer(Task.CLASSIFY).score(0, new float[] {0.3f, 0.2f, 0.5f});

        assertThat(score.isCorrect()).isTrue();
        assertThat(score.fidelity()).isCloseTo(0.8, within(1e-6));
    }

    @Test
    void fidelityOfAnEmbeddingIsTheCosine() {
        references.score(0, new float[] {3, 4});
        Score score = scorer(Task.EMBED).score(0, new float[] {4, 3});

        assertThat(score.isCorrect()).isFalse();
        assertThat(score.fidelity()).isCloseTo(24.0 / 25, within(1e-9));
    }

    @Test
    void aTextWithoutALabelIsNeverRight() {
        assertThat(scorer(Task.CLASSIFY).score(1, new float[] {1, 0, 0}).isCorrect())
                .isFalse();
    }

    @Test
    void fidelityIsUnknownWithoutAReference() {
        assertThat(scorer(Task.CLASSIFY).score(0, new float[] {1, 0, 0}).fidelity())
                .isNaN();
    }

    @Test
    void theFirstOfEqualClassesWins() {
        assertThat(AnswerScorer.largest(new float[] {0.2f, 0.4f, 0.4f})).isEqualTo(1);
        assertThat(AnswerScorer.largest(new float[0])).isEqualTo(-1);
    }

    @Test
    void classesOfLengthMeetAtSixteenAndThirtyTwoTokens() {
        assertThat(List.of(16, 17, 32, 33).stream().map(LengthClass::of).map(LengthClass::key))
                .containsExactly("<=16", "17-32", "17-32", ">32");
    }

    private Scorer scorer(Task task) {
        return new AnswerScorer(CORPUS, references, task);
    }
}
