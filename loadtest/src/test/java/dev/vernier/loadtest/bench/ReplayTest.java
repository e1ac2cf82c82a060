package dev.vernier.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.LabelledText;
import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.LedgerFixture;
import dev.vernier.loadtest.load.LedgerFixture.Fate;
import dev.vernier.loadtest.load.Plan;
import dev.vernier.loadtest.load.Segment;
import dev.vernier.loadtest.stage.Verdict;
import dev.vernier.policy.CostCurve;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.VariantProfile;
import dev.vernier.policy.simulate.Run;
import dev.vernier.policy.simulate.Trace;
import dev.vernier.policy.simulate.TraceRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A reference of 2.5 ms and a variant of 0.7 ms on two lanes; texts of 10 and of 30 tokens; in time is within 60 ms. */
class ReplayTest {
    private static final ModelProfile LADDER = new ModelProfile(
            "two", List.of(variant("fp32", 1, 0.5e6, 1e5), variant("int8", 0.95, 0.2e6, 2.5e4)), 1, 1, 16, 512);

    private static final Corpus CORPUS =
            new Corpus(List.of(new LabelledText("short", 0, 10), new LabelledText("long", 0, 30)));

    private static VariantProfile variant(String name, double fidelity, double alpha, double beta) {
        return new VariantProfile(name, fidelity, true, true, new CostCurve(alpha, beta, 0));
    }

    private static Replay replay(double busySlowdown) {
        return new Replay(LADDER, 2, strains(busySlowdown), CORPUS, Duration.ofMillis(60));
    }

    private static Strains strains(double busySlowdown) {
        return new Strains(
                new Strain("fp32", 100, 1, 2),
                List.of(new Strain("fp32", 1_000, busySlowdown, 9), new Strain("int8", 1_000, busySlowdown, 4)));
    }

    private static Course steady(double rps) {
        Duration duration = Duration.ofSeconds(4);
        return new Course("steady", rps, rps, List.of(Segment.step(rps, duration)), Duration.ZERO, duration);
    }

    @Test
    void theLogIsTheTrace() {
        Plan plan = steady(100).plan(List.of(1), 7);
        Trace trace = replay(1).trace(plan, 3);

        assertThat(trace.requests()).hasSize(plan.size());
        TraceRequest fifth = trace.requests().get(5);
        assertThat(fifth.arrivalNanos()).isEqualTo(plan.schedule().offsetNanos(5));
        assertThat(fifth.demand().length()).isEqualTo(30);
        assertThat(fifth.allowedNanos()).as("nine tenths of the limit").isEqualTo(54_000_000);
        assertThat(trace.requests().stream()
                        .mapToDouble(TraceRequest::noise)
                        .average()
                        .orElse(0))
                .isCloseTo(1, within(0.02));
    }

    @Test
    void lanesAreSlowerTheMoreIsAsked() {
        Strains strains = strains(1.5);

        assertThat(strains.speedAt(50)).as("below the calm: as there").isCloseTo(1.5, within(1e-12));
        assertThat(strains.speedAt(550)).as("half-way: a slowdown of 1.25").isCloseTo(1.2, within(1e-12));
        assertThat(strains.speedAt(1_000)).isEqualTo(1);
        assertThat(strains.transitMillisAt(550)).isCloseTo(3, within(1e-12));
        assertThat(strains.slowed(LADDER).variants().get(0).cost().beta()).isCloseTo(1.5e5, within(1e-6));
        assertThat(strains.slowed(LADDER).variants().get(1).cost().alpha()).isCloseTo(0.3e6, within(1e-6));
        assertThat(strains.slowed(LADDER).value(1)).isEqualTo(LADDER.value(1));
    }

    @Test
    void aStrainIsTheMedianOfItsRounds() {
        Strain strain = Strain.median(List.of(
                new Strain("int8", 1_000, 1.7, 4),
                new Strain("int8", 1_000, 1.2, 1),
                new Strain("int8", 1_000, 1.3, 9)));
        assertThat(strain).isEqualTo(new Strain("int8", 1_000, 1.3, 4));
    }

    @Test
    void anIdleServerReplaysAsTheReferenceAndTheWayThere() {
        Course calm = steady(50);
        Plan plan = calm.plan(List.of(0, 1), 7);
        Ledger log = LedgerFixture.ledger(plan, row -> new Fate("fp32", 6, true, 1));
        Standing simulator = Standing.of(replay(1).run(plan, calm, 5), replay(1), calm, log);

        assertThat(simulator.sloAttainment()).isEqualTo(1);
        assertThat(simulator.mix()).containsExactly(1.0, 0.0);
        assertThat(simulator.p99Millis())
                .as("3.5 ms of run, 2 of transit, now and then a wait")
                .isBetween(5.5, 9.0);
        assertThat(Standing.of(log, LADDER).p99Millis()).isCloseTo(6, within(0.01));
    }

    @Test
    void slowerLanesAreSlowerInTheReplay() {
        Course busy = steady(1_000);
        Plan plan = busy.plan(List.of(0, 1), 7);
        Run fast = replay(1).run(plan, busy, 5);
        Run slow = replay(1.8).run(plan, busy, 5);

        assertThat(slow.mix(0)[0]).isLessThan(fast.mix(0)[0] - 0.05);
    }

    @Test
    void whatIsLateIsWorthNothingOnEitherSide() {
        Plan plan = LedgerFixture.plan(100, 2);
        Ledger log = LedgerFixture.ledger(
                plan,
                row -> row < 10
                        ? Fate.refused()
                        : new Fate(row % 2 == 0 ? "fp32" : "int8", row < 20 ? 70 : 10, true, 1));
        Standing standing = Standing.of(log, LADDER);

        assertThat(standing.sloAttainment()).isCloseTo(0.8, within(1e-12));
        assertThat(standing.effectiveAccuracy()).isCloseTo((40 + 40 * 0.95) / 100, within(1e-12));
        assertThat(standing.mix()).containsExactly(0.5, 0.5);
        assertThat(standing.p99Millis()).isCloseTo(70, within(0.01));
    }

    @Test
    void theFindingsAreMediansWithTheNamesOfTheContract() {
        Standing simulator = new Standing(0.99, 0.98, List.of(0.6, 0.4), 20);
        ReplayFindings findings = new ReplayFindings(
                List.of(
                        pair(0.985, 0.979, 0.62, 24, simulator),
                        pair(0.995, 0.982, 0.58, 22, simulator),
                        pair(0.900, 0.900, 0.20, 60, simulator)),
                LADDER);
        Map<String, Object> fields = findings.fields(false);

        assertThat(number(fields, "slo_attainment_delta")).isCloseTo(-0.005, within(1e-12));
        assertThat(number(fields, "effective_accuracy_delta")).isCloseTo(-0.001, within(1e-12));
        assertThat(number(fields, "mix_delta_max")).isCloseTo(0.02, within(1e-12));
        assertThat(number(fields, "p99_ratio")).isCloseTo(1.2, within(1e-12));
        assertThat(number(fields, "p99_delta_ms")).isCloseTo(4, within(1e-12));
        assertThat(findings.verdict(false))
                .as("p99 is neither within 15 % nor within 3 ms")
                .isEqualTo(Verdict.FAIL);
        assertThat(new ReplayFindings(List.of(pair(0.985, 0.979, 0.62, 22.5, simulator)), LADDER).verdict(false))
                .isEqualTo(Verdict.PASS);
    }

    private static ReplayFindings.Pair pair(
            double attainment, double accuracy, double reference, double p99, Standing simulator) {
        return new ReplayFindings.Pair(
                new Standing(attainment, accuracy, List.of(reference, 1 - reference), p99), simulator);
    }

    private static double number(Map<String, Object> fields, String name) {
        return (double) fields.getOrDefault(name, Double.NaN);
    }
}
