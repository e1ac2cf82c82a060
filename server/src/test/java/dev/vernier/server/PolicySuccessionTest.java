package dev.vernier.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.policy.AdaptivePolicy;
import dev.vernier.policy.ControlLoop;
import dev.vernier.policy.Demand;
import dev.vernier.policy.Dispatch;
import dev.vernier.policy.DispatchPolicy;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.PolicyTuning;
import dev.vernier.policy.Ticket;
import dev.vernier.policy.baseline.Baseline;
import dev.vernier.policy.simulate.Profiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The encoder's four variants: fp32, mixed, int8, half-int8; targets a minute away. */
class PolicySuccessionTest {
    private static final ModelProfile MODEL = Profiles.encoder();

    private final long now = new Random().nextLong();
    private final PolicySnapshot snapshot = new ControlLoop(2, List.of(MODEL), now).snapshot();
    private final PolicySuccession<String> policies = new PolicySuccession<>(fixed("int8"), 2);
    private final List<String> dropped = new ArrayList<>();

    private DispatchPolicy<String> fixed(String variant) {
        return Baseline.of("static-" + variant).policy(snapshot);
    }

    private DispatchPolicy<String> adaptive() {
        return new AdaptivePolicy<>(snapshot, PolicyTuning.DEFAULT, now);
    }

    private Ticket<String> offer(String name) {
        Demand demand = new Demand(0, 1, 100, 4, 0, -1, false);
        Ticket<String> ticket = new Ticket<>(demand, now, now + 60_000_000_000L, now + 60_000_000_000L, name);
        assertThat(policies.offer(ticket, now)).isNull();
        return ticket;
    }

    private Dispatch<String> next(int lane) {
        return requireNonNull(policies.next(lane, now, ticket -> dropped.add(ticket.payload())));
    }

    @Test
    void whatWaitsIsRunByThePolicyThatAdmittedIt() {
        offer("early");
        policies.follow(fixed("mixed"));
        offer("late");

        assertThat(policies.queued()).isEqualTo(2);
        Dispatch<String> first = next(0);
        assertThat(first.members().get(0).payload()).isEqualTo("early");
        assertThat(first.variant()).isEqualTo(2);
        assertThat(next(1).variant()).isEqualTo(1);
        assertThat(policies.queued()).isZero();
        assertThat(policies.next(0, now, ticket -> dropped.add(ticket.payload())))
                .isNull();
    }

    @Test
    void aRunIsReportedToWhoDispatchedIt() {
        offer("running");
        DispatchPolicy<String> aimd = Baseline.of("clipper-aimd:variant=int8").policy(snapshot);
        policies.follow(aimd);
        offer("first");
        Dispatch<String> running = next(0);
        Dispatch<String> first = next(1);

        policies.completed(running, true, now + 1_000_000);
        offer("a");
        offer("b");
        assertThat(next(0).members())
                .as("one in time, but not its own: batches of one still")
                .hasSize(1);
        policies.completed(first, true, now + 1_000_000);
        offer("c");
        assertThat(next(1).members()).as("its own was in time").hasSize(2);
    }

    @Test
    void aTicketIsWithdrawnFromThePolicyThatHoldsIt() {
        policies.follow(adaptive());
        Ticket<String> early = offer("early");
        policies.follow(adaptive());
        Ticket<String> late = offer("late");

        assertThat(policies.withdraw(early, now)).isTrue();
        assertThat(policies.withdraw(early, now)).isFalse();
        assertThat(next(0).members()).containsExactly(late);
        assertThat(policies.backlogNanos(now)).as("nothing is queued, one runs").isPositive();
    }

    @Test
    void everybodyExpiresWhoeverAdmittedHim() {
        offer("early");
        policies.follow(adaptive());
        offer("late");
        policies.expire(now + 61_000_000_000L, ticket -> dropped.add(ticket.payload()));

        assertThat(dropped).containsExactly("early", "late");
        assertThat(policies.queued()).isZero();
    }
}
