package dev.vernier.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.loadtest.stage.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryFindingsTest {
    @Test
    void theGrowthIsThatOfAStraightLine() {
        assertThat(findings(30, cycle -> 300 + 0.25 * cycle).growthMibPerCycle())
                .isEqualTo(0.25, within(1e-9));
    }

    @Test
    void theFirstTenCyclesDoNotCount() {
        MemoryFindings findings = findings(40, cycle -> cycle < 10 ? 100 + 20 * cycle : 300);

        assertThat(findings.growthMibPerCycle()).isZero();
        assertThat(findings.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void oneHighReadingIsNoGrowthOfTwentyTimesItsShare() {
        assertThat(findings(210, cycle -> cycle == 110 ? 320 : 300).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void failsAboveATenthOfAMebibyteACycle() {
        assertThat(findings(210, cycle -> 300 + 0.09 * cycle).verdict()).isEqualTo(Verdict.PASS);
        assertThat(findings(210, cycle -> 300 + 0.11 * cycle).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void tooFewCyclesProveNothing() {
        assertThat(new MemoryFindings(Collections.nCopies(11, new LoadCycle(400, 300, 1)), 5).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    private static MemoryFindings findings(int cycles, IntToDoubleFunction unloadedMib) {
        List<LoadCycle> measured = IntStream.range(0, cycles)
                .mapToObj(cycle -> new LoadCycle(500, unloadedMib.applyAsDouble(cycle), 1))
                .toList();
        return new MemoryFindings(measured, 5);
    }
}
