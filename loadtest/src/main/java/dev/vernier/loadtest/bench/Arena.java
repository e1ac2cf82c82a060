package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.AnswerScorer;
import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.ReferenceAnswers;
import dev.vernier.loadtest.load.Scorer;
import dev.vernier.loadtest.stage.Ladder;
import dev.vernier.store.Task;
import java.time.Duration;
import java.util.List;

/**
 * What all policies are measured with.
 *
 * @param references the reference's answers
 * @param slo an answer is in time within it, counted from when its request was due
 */
record Arena(Corpus corpus, Task task, Ladder ladder, ReferenceAnswers references, Duration slo) {
    Scorer scorer() {
        return new AnswerScorer(corpus, references, task);
    }

    /** Texts whose answer by the reference is known: only these are sent. */
    List<Integer> texts() {
        return references.texts();
    }
}
