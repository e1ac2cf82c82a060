package dev.vernier.compressor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.store.SessionException;
import dev.vernier.store.Task;
import dev.vernier.store.tokenizer.Encoding;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final FakeSession.Rule REFERENCE = (sum, row, rows) -> (int) (sum % 3);

    /** Text i has the ids i and then ones, 1 to 5 tokens long. */
    private static final List<Encoding> TEXTS =
            IntStream.range(0, 160).mapToObj(EvaluationTest::text).toList();

    private static final TestTexts TEST = new TestTexts(TEXTS, Collections.nCopies(160, 0), TEXTS.subList(0, 10), 1);

    private final Workers workers = new Workers(2);

    @AfterEach
    void stopWorkers() {
        workers.close();
    }

    private static Encoding text(int i) {
        int[] ids = new int[1 + i % 5];
        Arrays.fill(ids, 1);
        ids[0] = i;
        return new Encoding(ids, ids.length, ids.length);
    }

    private static TextRunner runner(FakeSession.Rule rule) {
        return new TextRunner(new FakeSession(rule), FakeSession.TEXT);
    }

    private Verdict verdict(FakeSession.Rule rule) throws SessionException {
        Evaluation evaluation = new Evaluation(Task.CLASSIFY, TEST, runner(REFERENCE), workers, share -> {});
        return evaluation.verdict(runner(rule), share -> {});
    }

    private static double disagreement(Verdict verdict) {
        return Objects.requireNonNull(verdict.measures().get("disagreement")).value();
    }

    @Test
    void theReferenceIsWorthOneByDefinition() throws SessionException {
        Verdict verdict = new Evaluation(Task.CLASSIFY, TEST, runner(REFERENCE), workers, share -> {}).reference();
        assertThat(verdict.fidelity()).isEqualTo(1);
        assertThat(verdict.isBatchInvariant()).isTrue();
        assertThat(disagreement(verdict)).isZero();
    }

    @Test
    void aBatchInvariantVariantIsMeasuredAlone() throws SessionException {
        Verdict verdict = verdict((sum, row, rows) -> sum < 16 ? 0 : (int) (sum % 3));
        assertThat(verdict.isBatchInvariant()).isTrue();
        assertThat(verdict.batchDeviation()).isZero();
        long differing = TEXTS.stream()
                .mapToLong(text -> text.id(0) + text.length() - 1)
                .filter(sum -> sum < 16 && sum % 3 != 0)
                .count();
        assertThat(disagreement(verdict)).isCloseTo(differing / 160.0, within(1e-12));
    }

    @Test
    void aVariantThatDependsOnItsBatchIsMeasuredInTheWorseOfTheTwoWays() throws SessionException {
        Verdict inBatches = verdict((sum, row, rows) -> (int) ((sum + (rows > 1 && row == 3 ? 1 : 0)) % 3));
        assertThat(inBatches.isBatchInvariant()).isFalse();
        assertThat(inBatches.batchDeviation()).isEqualTo(1);
        assertThat(disagreement(inBatches)).isEqualTo(1.0 / 8);
        Verdict alone = verdict((sum, row, rows) -> (int) ((sum + (rows == 1 ? 1 : 0)) % 3));
        assertThat(disagreement(alone)).isEqualTo(1);
        assertThat(alone.fidelity()).isLessThan(0.03);
    }

    @Test
    void answersBelongToTheirTexts() throws SessionException {
        Answers answers = runner(REFERENCE).answer(TEXTS, Batching.byLength(TEXTS, 7), workers, share -> {});
        for (int i = 0; i < TEXTS.size(); i++) {
            assertThat(answers.top(i)).as("text %d", i).isEqualTo((i + i % 5) % 3);
        }
    }
}
