package dev.vernier.policy;

import static dev.vernier.policy.Ladders.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds after every call, whatever is called. */
class InvariantsTest {
    private static final int LANES = 3;

    private final Random random = Seeds.random("InvariantsTest");
    private long now = random.nextLong();
    private final AdaptivePolicy<Integer> policy = new AdaptivePolicy<>(
            Ladders.snapshot(LANES, 1, new PriceRule(0.001, 0.05, 0.01, Double.NaN, 1), now, Ladders.byToken()),
            PolicyTuning.DEFAULT,
            now);
    private final Set<Ticket<Integer>> queued = new LinkedHashSet<>();
    private final Set<Ticket<Integer>> ended = new HashSet<>();
    private final Deque<Dispatch<Integer>> running = new ArrayDeque<>();
    private final Deque<Integer> free = new ArrayDeque<>(List.of(0, 1, 2));
    private int offered;

    @Test
    void holdUnderRandomCalls() {
        for (int step = 0; step < 20_000; step++) {
            now += random.nextInt(2_000_000);
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> offer();
                case 4 -> withdraw();
                case 5 -> finish();
                case 6 -> policy.expire(now, this::dropped);
                default -> adopt();
            }
            dispatch();
            check();
        }
        assertThat(ended.size()
                        + queued.size()
                        + running.stream().mapToInt(run -> run.members().size()).sum())
                .isEqualTo(offered);
    }

    private void offer() {
        long budget = (3L + random.nextInt(80)) * MILLI;
        long end = random.nextInt(4) == 0 ? 5 * budget : budget;
        double floor = random.nextInt(5) == 0 ? 0.95 : 0;
        Demand demand = new Demand(0, 1, 1 + random.nextInt(120), 1 + random.nextInt(8), floor, -1, false);
        Ticket<Integer> ticket = new Ticket<>(demand, now, now + budget, now + end, offered++);
        if (policy.offer(ticket, now) == null) {
            queued.add(ticket);
        } else {
            end(ticket);
        }
    }

    private void withdraw() {
        if (!queued.isEmpty()) {
            Ticket<Integer> ticket = queued.iterator().next();
            assertThat(policy.withdraw(ticket, now)).isTrue();
            queued.remove(ticket);
            end(ticket);
        }
    }

    private void dispatch() {
        if (free.isEmpty() || random.nextBoolean()) {
            return;
        }
        Dispatch<Integer> dispatch = policy.next(free.element(), now, this::dropped);
        if (dispatch == null) {
            assertThat(queued).isEmpty();
            return;
        }
        free.pop();
        running.add(dispatch);
        Ticket<Integer> head = dispatch.members().get(0);
        assertThat(queued).containsAll(dispatch.members());
        assertThat(queued).allMatch(other -> head.target() - other.target() <= 0);
        dispatch.members()
                .forEach(member -> assertThat(fidelity(dispatch))
                        .isGreaterThanOrEqualTo(member.demand().floor()));
        dispatch.members().forEach(queued::remove);
        assertThat(dispatch.rows()).isLessThanOrEqualTo(16);
        assertThat(dispatch.members().size() == 1 || dispatch.rows() * dispatch.length() <= 512)
                .isTrue();
    }

    private static double fidelity(Dispatch<Integer> dispatch) {
        return Ladders.byToken().variants().get(dispatch.variant()).fidelity();
    }

    private void finish() {
        if (!running.isEmpty()) {
            Dispatch<Integer> dispatch = running.remove();
            policy.completed(dispatch, random.nextInt(10) > 0, now);
            dispatch.members().forEach(this::end);
            free.push(dispatch.lane());
        }
    }

    private void adopt() {
        double slowdown = 0.7 + random.nextDouble();
        PriceRule price = new PriceRule(0.001, 0.05, 0.02 * random.nextDouble(), Double.NaN, random.nextDouble());
        policy.adopt(Ladders.snapshot(LANES, slowdown, price, now, Ladders.byToken()), now);
    }

    private void dropped(Ticket<Integer> ticket) {
        assertThat(queued.remove(ticket)).isTrue();
        end(ticket);
    }

    private void end(Ticket<Integer> ticket) {
        assertThat(ended.add(ticket)).isTrue();
    }

    private void check() {
        assertThat(policy.queued()).isEqualTo(queued.size());
        long sum = queued.stream().mapToLong(ticket -> ticket.nominalNanos).sum();
        assertThat(policy.nominalNanos()).isEqualTo(sum);
    }
}
