package dev.vernier.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.loadtest.stage.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColdStartFindingsTest {
    private static final List<ColdStart> WITHOUT =
            List.of(new ColdStart(2_000, 500), new ColdStart(3_000, 520), new ColdStart(2_500, 510));

    @Test
    void rowsHaveTheMediansUnderTheNamesOfTheContract() {
        ColdStartFindings findings = findings(1_000, 1_500, 1_300);

        assertThat(findings.rows())
                .satisfiesExactly(
                        none -> assertThat(none)
                                .containsEntry("cache", "none")
                                .containsEntry("first_answer_ms", 2_500.0)
                                .containsEntry("rss_mib", 510.0)
                                .containsEntry("variants", 5),
                        warm -> assertThat(warm)
                                .containsEntry("cache", "warm")
                                .containsEntry("first_answer_ms", 1_300.0));
    }

    @Test
    void theRatioIsTheMedianOverThePairsOfARound() {
        assertThat(findings(1_000, 2_400, 1_300).ratio().value()).isEqualTo(0.52);
    }

    @Test
    void passesWhenBothTheTimeAndTheRatioAreGood() {
        assertThat(findings(1_000, 1_500, 1_300).verdict(0)).isEqualTo(Verdict.PASS);
        assertThat(findings(1_000, 1_600, 1_600).verdict(0)).isEqualTo(Verdict.FAIL);
        assertThat(findings(1_490, 1_900, 1_490).verdict(0)).isEqualTo(Verdict.PASS);
        assertThat(findings(1_400, 2_000, 1_400).verdict(0)).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aMissOnABusyMachineIsNoisy() {
        assertThat(findings(1_600, 1_600, 1_600).verdict(0.2)).isEqualTo(Verdict.NOISY);
    }

    private static ColdStartFindings findings(double... millis) {
        List<ColdStart> warm =
                List.of(new ColdStart(millis[0], 400), new ColdStart(millis[1], 410), new ColdStart(millis[2], 420));
        return new ColdStartFindings(Map.of(ClassCache.NONE, WITHOUT, ClassCache.WARM, warm), 5);
    }
}
