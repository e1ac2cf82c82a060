package dev.vernier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Scorer ANY_SCORE = (text, output) -> new Score(true, 1);
    private static final Plan FOUR_ROWS =
            Plan.of(Schedule.of(List.of(Segment.step(1_000, Duration.ofSeconds(1))), Arrivals.CONSTANT, 1, 4), 2, 1);

    private final Ledger ledger = new Ledger(FOUR_ROWS, ANY_SCORE, Duration.ofMillis(10));
    private final long startNanos = System.nanoTime() - Duration.ofSeconds(5).toNanos();

    LedgerTest() {
        ledger.start(startNanos);
        for (int row = 0; row < FOUR_ROWS.size(); row++) {
            ledger.admit(row, startNanos + FOUR_ROWS.schedule().offsetNanos(row) + 3_000_000, 100);
        }
    }

    @Test
    void latencyCountsFromTheIntendedSendTime() {
        ledger.replied(1, refusedAfterMillis(Status.DEADLINE_EXCEEDED, 42));
        ledger.close();

        assertThat(ledger.latencyNanos(1)).isEqualTo(42_000_000 - 2_000_000);
        assertThat(Tally.of(ledger).lagMillis(50)).isBetween(2.99, 3.01);
    }

    @Test
    void whatIsOpenAtTheEndIsLostAndCountsWithItsWaitingTime() {
        ledger.replied(0, refusedAfterMillis(Status.RESOURCE_EXHAUSTED, 2));
        ledger.close();

        Tally tally = Tally.of(ledger);
        assertThat(tally.count(Outcome.SHED)).isEqualTo(1);
        assertThat(tally.count(Outcome.LOST)).isEqualTo(3);
        assertThat(tally.isBalanced()).isTrue();
        assertThat(tally.latencyMillis(0)).isGreaterThan(4_900);
    }

    @Test
    void aReplyAfterTheEndChangesNothing() {
        ledger.close();
        ledger.replied(2, refusedAfterMillis(Status.INTERNAL, 2));

        assertThat(ledger.outcome(2)).isEqualTo(Outcome.LOST);
        assertThat(ledger.firstFailure()).isNull();
    }

    @Test
    void refusalsDoNotMakeThePercentilesLookBetter() {
        ledger.replied(0, refusedAfterMillis(Status.RESOURCE_EXHAUSTED, 2));
        ledger.replied(1, refusedAfterMillis(Status.RESOURCE_EXHAUSTED, 3));
        ledger.replied(2, refusedAfterMillis(Status.UNAVAILABLE, 4));
        ledger.replied(3, refusedAfterMillis(Status.DEADLINE_EXCEEDED, 64));
        ledger.close();

        assertThat(Tally.of(ledger).latencyMillis(1)).isBetween(59.9, 60.1);
    }

    private Reply refusedAfterMillis(Status status, long millis) {
        return new Reply(status, null, false, false, startNanos + millis * 1_000_000);
    }
}
