package dev.vernier.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.LabelledText;
import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.LedgerFixture;
import dev.vernier.loadtest.load.LedgerFixture.Fate;
import dev.vernier.loadtest.load.Segment;
import dev.vernier.loadtest.load.Tally;
import dev.vernier.loadtest.stage.Gain;
import dev.vernier.loadtest.stage.MeasuredLoad;
import dev.vernier.loadtest.stage.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A row each millisecond for 3 s; busy from 500 to 1,000 ms. The limit of the fixture's ledgers is 60 ms. */
class AdaptiveRowTest {
    private static final int ROWS = 3_000;
    private static final Course COURSE = new Course(
            "crowd",
            500,
            3_000,
            List.of(Segment.step(1_000, Duration.ofSeconds(3))),
            Duration.ofMillis(500),
            Duration.ofMillis(1_000));

    private static final Corpus CORPUS = new Corpus(IntStream.range(0, 100)
            .mapToObj(text -> new LabelledText("text " + text, 1, 20))
            .toList());

    @Test
    void theReferenceIsBackWhenItGivesNearlyAllAnswersOfASecond() {
        assertThat(row(any -> REFERENCE).returnMillis()).isCloseTo(0, within(1.0));
        assertThat(row(row -> row < 1_250 ? CHEAP : REFERENCE).returnMillis()).isCloseTo(250, within(2.0));
        assertThat(row(row -> row % 50 == 3 ? CHEAP : REFERENCE).returnMillis())
                .as("one in fifty may be another's")
                .isCloseTo(0, within(1.0));
        assertThat(row(row -> row % 20 == 0 ? CHEAP : REFERENCE).returnMillis())
                .as("one in twenty is too many")
                .isNull();
        assertThat(row(row -> row < 2_500 ? CHEAP : REFERENCE).returnMillis())
                .as("no whole second is left")
                .isNull();
    }

    @Test
    void onlyTheBusyPartCountsAsBusy() {
        AdaptiveRow row = row(due -> due >= 500 && due < 1_000 && due % 4 == 0 ? Fate.refused() : REFERENCE);

        assertThat(row.busyAttainment()).isCloseTo(0.75, within(0.003));
        assertThat(row.measured().tally().sloAttainment()).isCloseTo(1 - 125.0 / ROWS, within(0.001));
    }

    @Test
    void oursPassesWhenItIsInTimeAndSoonBack() {
        assertThat(row(any -> REFERENCE).verdict()).isEqualTo(Verdict.PASS);
        assertThat(row(row -> row < 2_100 ? CHEAP : REFERENCE).verdict())
                .as("back after 1,070 ms")
                .isEqualTo(Verdict.FAIL);
        assertThat(row(row -> row >= 500 && row < 520 ? Fate.refused() : REFERENCE)
                        .verdict())
                .as("4 % of the busy part are refused")
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void aSingleVariantIsToBeBeatenInFidelity() {
        assertThat(against("static-int8", any -> REFERENCE, any -> CHEAP).verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(against("static-int8", any -> CHEAP, any -> CHEAP).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(against("greedy:guard=1.1", any -> CHEAP, any -> CHEAP).verdict())
                .as("a published policy only in accuracy")
                .isEqualTo(Verdict.PASS);
        assertThat(against("greedy:guard=1.1", any -> WRONG, any -> CHEAP).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void aGainIsOursLessTheirsByRequest() {
        AdaptiveRow row = against("static-int8", any -> REFERENCE, due -> due % 2 == 0 ? Fate.refused() : CHEAP);

        assertThat(Objects.requireNonNull(row.gain(Gain.Worth.ACCURACY)).value())
                .isCloseTo(0.5, within(1e-9));
        assertThat(Objects.requireNonNull(row.gain(Gain.Worth.FIDELITY)).value())
                .isCloseTo(0.55, within(1e-6));
    }

    @Test
    void noiseOnEitherSideSettlesNothing() {
        MeasuredLoad quiet = measured(any -> REFERENCE, 0);
        MeasuredLoad noisy = measured(any -> REFERENCE, 0.2);

        assertThat(new AdaptiveRow(COURSE, "adaptive", noisy, null, CORPUS, 7).verdict())
                .isEqualTo(Verdict.NOISY);
        assertThat(new AdaptiveRow(COURSE, "greedy", quiet, noisy, CORPUS, 7).verdict())
                .isEqualTo(Verdict.NOISY);
    }

    @Test
    void hasTheFieldsOfTheContract() {
        Map<String, @Nullable Object> ours = row(any -> REFERENCE).fields();
        Map<String, @Nullable Object> theirs = against("proteus:period=1,head-room=1.5", any -> REFERENCE, any -> CHEAP)
                .fields();

        assertThat(ours)
                .containsKeys("trace", "policy", "load", "phase", "offered_rps", "goodput_rps", "slo_attainment")
                .containsKeys("accuracy_offered", "fidelity_offered", "accuracy_served", "p50_ms", "p99_ms")
                .containsKeys("mix", "mix_by_length", "sent", "in_time", "late", "shed", "failed", "lost")
                .containsKeys("other_cpu_cores", "return_to_reference_ms", "verdict")
                .doesNotContainKeys("accuracy_gain", "fidelity_gain")
                .containsEntry("trace", "crowd")
                .containsEntry("policy", "adaptive")
                .containsEntry("load", 3.0);
        assertThat(theirs)
                .containsKeys("accuracy_gain", "fidelity_gain")
                .containsEntry("policy", "proteus")
                .containsEntry("parameters", "period=1,head-room=1.5");
    }

    private static final Fate REFERENCE = new Fate("fp32", 20, true, 1);
    private static final Fate CHEAP = new Fate("int8", 20, true, 0.9);
    private static final Fate WRONG = new Fate("int8", 20, false, 0.9);

    private static AdaptiveRow row(IntFunction<Fate> ours) {
        return new AdaptiveRow(COURSE, "adaptive", measured(ours, 0), null, CORPUS, 7);
    }

    private static AdaptiveRow against(String policy, IntFunction<Fate> ours, IntFunction<Fate> theirs) {
        return new AdaptiveRow(COURSE, policy, measured(theirs, 0), measured(ours, 0), CORPUS, 7);
    }

    private static MeasuredLoad measured(IntFunction<Fate> fates, double otherCpuCores) {
        Ledger ledger = LedgerFixture.ledger(LedgerFixture.plan(ROWS, CORPUS.size()), fates);
        return new MeasuredLoad(ledger, Tally.of(ledger), otherCpuCores, false);
    }
}
