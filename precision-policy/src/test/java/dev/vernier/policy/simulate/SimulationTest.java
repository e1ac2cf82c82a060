package dev.vernier.policy.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.policy.AdaptivePolicy;
import dev.vernier.policy.ControlLoop;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.baseline.Baseline;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private final Random random = Seeded.random("SimulationTest");
    private final World world = World.of(2, List.of(Profiles.encoder()));

    private Trace trace(double perSecond) {
        return Population.texts(25, 60, 200)
                .withFloors(0.0, 0.95)
                .withPriorities(2, 4, 6)
                .trace("any", Arrivals.bursty(perSecond), 4, random.nextLong());
    }

    @Test
    void everyRequestEndsOnceWithEveryPolicy() {
        List<Contender> contenders = new ArrayList<>(List.of(Contender.adaptive()));
        contenders.addAll(Contender.fixed(Profiles.encoder()));
        Baseline.grids(Profiles.encoder()).forEach(grid -> contenders.add(Contender.of(grid.get(0))));
        for (double rate : new double[] {50, 600, 3_000}) {
            Trace trace = trace(rate);
            for (Contender contender : contenders) {
                Run run = Simulation.run(trace, world, contender.factory(), random.nextLong());
                assertThat(run.lost()).as(contender.name()).isZero();
                assertThat(run.floorViolations()).as(contender.name()).isZero();
            }
        }
    }

    @Test
    void oursIsTheClassThatTheServerRuns() {
        ControlLoop control = new ControlLoop(2, world.believed(), 0);
        assertThat(Contender.adaptive().factory().create(control.snapshot(), 0)).isInstanceOf(AdaptivePolicy.class);
    }

    @Test
    void theOriginOfTheClockChangesNothing() {
        Trace trace = trace(700);
        Run one = Simulation.run(trace, world, Contender.adaptive().factory(), 0);
        for (long origin : new long[] {random.nextLong(), Long.MAX_VALUE - 1_000_000_000, Long.MIN_VALUE}) {
            Run other = Simulation.run(trace, world, Contender.adaptive().factory(), origin);
            assertThat(other.effectiveAccuracy()).isEqualTo(one.effectiveAccuracy());
            assertThat(other.events()).isEqualTo(one.events());
        }
    }

    @Test
    void nobodyWhoWasAdmittedIsDroppedWhereCostsAreAsPredicted() {
        for (ModelProfile model : Profiles.all()) {
            World exact = World.of(Scenario.LANES, List.of(model));
            for (Scenario scenario : Scenario.gate(model)) {
                Population even = scenario.population().withSpread(0);
                // On the third trace a mate once made a request late that had had time enough.
                for (long seed = 3; seed <= 4; seed++) {
                    Trace trace = new Scenario(scenario.name(), even, scenario.arrivals()).trace(8, seed);
                    Run run = Simulation.run(trace, exact, Contender.adaptive().factory(), 0);
                    assertThat(run.dropped())
                            .as(model.name() + " " + trace.name())
                            .isZero();
                }
            }
        }
    }

    @Test
    void anIdleServerAnswersEverybodyWithTheReference() {
        Trace trace = Population.texts(60).trace("light", Arrivals.poisson(20), 10, random.nextLong());
        Run run = Simulation.run(trace, world, Contender.adaptive().factory(), random.nextLong());
        assertThat(run.effectiveAccuracy()).isEqualTo(1);
    }
}
