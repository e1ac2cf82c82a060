package dev.vernier.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.LedgerFixture;
import dev.vernier.loadtest.load.LedgerFixture.Fate;
import dev.vernier.loadtest.stage.Verdict;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows are a millisecond apart, 1,000 in a second; the limit of the fixture's ledgers is 60 ms. */
class OverloadRowTest {
    @Test
    void answersInTimeAreComparedWithTheCapacity() {
        assertThat(row(null, 500, OverloadRowTest::everyOtherRefused).inTimeRatio())
                .isCloseTo(1, within(0.001));
        assertThat(row(null, 1_000, OverloadRowTest::everyOtherRefused).inTimeRatio())
                .isCloseTo(0.5, within(0.001));
    }

    @Test
    void anExecutionIsUsefulWhenItsAnswerIsInTime() {
        IntFunction<Fate> oneInTenLate = row -> new Fate("int8", row % 10 == 0 ? 100 : 20, true, 1);

        assertThat(row(null, 1_000, oneInTenLate).usefulExecutions()).isEqualTo(0.9);
    }

    @Test
    void theBacklogIsGoneWithTheLastReply() {
        assertThat(row(null, 500, row -> new Fate("int8", 40, true, 1)).drainMillis())
                .isCloseTo(40, within(0.01));
    }

    @Test
    void refusalsAreTimedAndAskedForTheirHint() {
        OverloadRow row = row(null, 500, OverloadRowTest::everyOtherRefused);

        assertThat(row.refusalMillis(99)).isCloseTo(1, within(0.001));
        assertThat(row.hintedRefusals()).isEqualTo(1);
        assertThat(row(null, 500, any -> new Fate("int8", 20, true, 1)).refusalMillis(99))
                .isZero();
    }

    @Test
    void passesOnlyWhatKeepsAllThatIsPromised() {
        assertThat(row(null, 500, OverloadRowTest::everyOtherRefused).verdict()).isEqualTo(Verdict.PASS);
        assertThat(row(null, 600, OverloadRowTest::everyOtherRefused).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void hasTheFieldsOfTheContract() {
        Map<String, @Nullable Object> fields = row(Duration.ofMillis(200), 500, OverloadRowTest::everyOtherRefused)
                .fields();

        assertThat(fields)
                .containsKeys(
                        "contender",
                        "variant",
                        "capacity_rps",
                        "offered_rps",
                        "in_time_ratio",
                        "useful_executions",
                        "refusal_p50_ms",
                        "refusal_p99_ms",
                        "drain_ms",
                        "verdict")
                .containsEntry("deadline_ms", 200L);
        assertThat(row(null, 500, OverloadRowTest::everyOtherRefused).fields()).containsEntry("deadline_ms", null);
    }

    private static Fate everyOtherRefused(int row) {
        return row % 2 == 0 ? new Fate("int8", 20, true, 1) : Fate.refused();
    }

    private static OverloadRow row(@Nullable Duration deadline, double capacityRps, IntFunction<Fate> fates) {
        Ledger ledger = LedgerFixture.ledger(LedgerFixture.plan(1_000, 10), fates);
        int executions = (int)
                IntStream.range(0, ledger.size()).filter(ledger::isAnswered).count();
        return new OverloadRow("int8", capacityRps, deadline, ledger, executions, 0, false);
    }
}
