package dev.vernier.policy.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.policy.Demand;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.simulate.Loading.Outage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Not everything is in memory at all times. */
class LoadingTest {
    private static final long SECOND = 1_000_000_000;
    private static final ModelProfile ENCODER = Profiles.encoder();
    /** fp32, mixed, int8, half-int8: about twice the size of the weights. */
    private static final List<Double> MIB = List.of(90.0, 60.0, 28.0, 14.0);

    private final Random random = Seeded.random("LoadingTest");
    private final Population texts = Population.texts(60);
    private final double reference = Scenario.capacity(texts, ENCODER, 0);

    private Run run(Trace trace, World world) {
        return Simulation.run(trace, world, Contender.adaptive().factory(), random.nextLong());
    }

    private Trace trace(double perSecond, double seconds) {
        return texts.trace("loading", Arrivals.poisson(perSecond), seconds, random.nextLong());
    }

    /** Two models on the same lanes; each is asked for most of the time by turns of {@code seconds}. */
    private Trace inTurn(double seconds, int turns) {
        List<TraceRequest> requests = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            long start = (long) (turn * seconds * SECOND);
            for (int model = 0; model < 2; model++) {
                double rate = (model == turn % 2 ? 1.9 : 0.05) * reference;
                for (TraceRequest request : trace(rate, seconds).requests()) {
                    Demand demand = new Demand(model, 1, request.demand().length(), 4, 0, -1, false);
                    requests.add(new TraceRequest(
                            0,
                            start + request.arrivalNanos(),
                            demand,
                            start + request.targetNanos(),
                            start + request.endNanos(),
                            request.noise()));
                }
            }
        }
        requests.sort(Comparator.comparingLong(TraceRequest::arrivalNanos));
        for (int index = 0; index < requests.size(); index++) {
            TraceRequest old = requests.get(index);
            requests.set(
                    index,
                    new TraceRequest(
                            index, old.arrivalNanos(), old.demand(), old.targetNanos(), old.endNanos(), old.noise()));
        }
        return new Trace("in turn", requests);
    }

    private static double accuracy(Run run, int from, int to) {
        return Arrays.stream(run.accuracyBySecond(), from, to).average().orElseThrow();
    }

    @Test
    void within250MibTheVariantsFollowTheLoad() {
        World free = World.of(Scenario.LANES, List.of(ENCODER, ENCODER));
        World tight = free.loading(Loading.within(250, List.of(MIB, MIB)));
        Trace trace = inTurn(40, 2);
        Run limited = run(trace, tight);
        Run unlimited = run(trace, free);
        System.out.printf(
                "250 MiB of 384: %.4f and %.4f, after the change %.4f; all loaded %.4f and %.4f%n",
                accuracy(limited, 2, 40),
                accuracy(limited, 55, 80),
                accuracy(limited, 40, 55),
                accuracy(unlimited, 2, 40),
                accuracy(unlimited, 55, 80));
        assertThat(accuracy(limited, 2, 40)).isGreaterThan(accuracy(unlimited, 2, 40) - 0.02);
        assertThat(accuracy(limited, 55, 80)).isGreaterThan(accuracy(unlimited, 55, 80) - 0.02);
        assertThat(limited.sloAttainment()).isGreaterThan(0.98);
        assertThat(limited.failed()).isZero();
    }

    @Test
    void aBudgetThatHoldsEverythingChangesNothing() {
        Trace trace = trace(1.5 * reference, 25);
        World free = World.of(Scenario.LANES, List.of(ENCODER));
        Run roomy = run(trace, free.loading(Loading.within(200, List.of(MIB))));
        assertThat(roomy.effectiveAccuracy()).isEqualTo(run(trace, free).effectiveAccuracy());
    }

    @Test
    void aServerThatStartsAnswersWithTheSmallestThenWithAll() {
        Trace trace = trace(0.8 * reference, 8);
        World world = World.of(Scenario.LANES, List.of(ENCODER)).loading(Loading.cold(List.of(MIB)));
        Run run = run(trace, world);
        // half-int8 is there after 0.14 s and one tick, the reference 0.9 s later, int8 and mixed 0.88 s after that
        for (TraceRequest request : trace.requests()) {
            boolean isFirst = request.arrivalNanos() > 0.2 * SECOND && request.arrivalNanos() < SECOND;
            if (isFirst && run.variant(request.index()) >= 0) {
                assertThat(run.variant(request.index())).isEqualTo(3);
            }
        }
        assertThat(run.failed()).isBetween(1L, (long) (0.3 * reference));
        assertThat(accuracy(run, 4, 8)).isGreaterThan(0.995);
    }

    @Test
    void aVariantThatVanishesBetweenSnapshotAndDispatchIsAvoidedFromTheNextOneOn() {
        Trace trace = trace(reference, 8);
        long vanishes = 3 * SECOND + 20_000_000;
        World world = World.of(Scenario.LANES, List.of(ENCODER))
                .loading(Loading.failing(new Outage(0, 0, vanishes, 2 * SECOND)));
        Run run = run(trace, world);
        // 80 ms of a rate that fills the reference's lanes, until the snapshot says so
        assertThat(run.failed()).isBetween(1L, (long) (0.12 * reference));
        assertThat(run.dropped()).isZero();
        for (TraceRequest request : trace.requests()) {
            boolean isKnown =
                    request.arrivalNanos() > vanishes + SECOND / 10 && request.targetNanos() < vanishes + 2 * SECOND;
            if (isKnown) {
                assertThat(run.variant(request.index())).isNotZero();
                assertThat(run.isInTime(request.index())).isTrue();
            }
        }
        assertThat(accuracy(run, 6, 8)).isGreaterThan(0.98);
    }
}
