package dev.vernier.policy;

import static dev.vernier.policy.Ladders.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What must not change a decision, and what may change it in one direction only, in random states. */
class MetamorphicTest {
    private static final int STATES = 400;

    private final Random random = Seeds.random("MetamorphicTest");
    private final long now = random.nextLong();

    /** A queued request, as budget in nanos and what it asks for. */
    private record Wish(Demand demand, long budgetNanos) {}

    /** Scale of time: everything that has the unit of time is multiplied by it. */
    private record World(int lanes, double slowdown, PriceRule price, List<ModelProfile> models, List<Wish> wishes) {
        AdaptivePolicy<String> policy(long now, long scale) {
            PolicyTuning plain = PolicyTuning.DEFAULT;
            PolicyTuning tuning = new PolicyTuning(
                    plain.theta(),
                    plain.mateShare(),
                    plain.switchShare(),
                    plain.classBase(),
                    plain.maxQueued(),
                    plain.bucketNanos() * scale,
                    plain.staleNanos() * scale);
            PolicySnapshot snapshot = new PolicySnapshot(now, lanes, slowdown, scaled(price, scale), models);
            AdaptivePolicy<String> policy = new AdaptivePolicy<>(snapshot, tuning, now);
            for (Wish wish : wishes) {
                long target = now + wish.budgetNanos() * scale;
                policy.offer(new Ticket<>(wish.demand(), now, target, target, ""), now);
            }
            return policy;
        }

        World with(List<ModelProfile> others) {
            return new World(lanes, slowdown, price, others, wishes);
        }

        World asking(List<Wish> others) {
            return new World(lanes, slowdown, price, models, others);
        }
    }

    private static PriceRule scaled(PriceRule rule, long scale) {
        return new PriceRule(
                rule.lowest() / scale,
                rule.highest() / scale,
                rule.fluid() / scale,
                rule.served() / scale,
                rule.referenceLoad());
    }

    private World randomWorld() {
        double fluid = random.nextInt(4) == 0 ? Double.NaN : 0.002 * Math.exp(3 * random.nextDouble());
        PriceRule price = new PriceRule(0.001, 0.05, fluid, Double.NaN, 2 * random.nextDouble());
        List<ModelProfile> models = List.of(random.nextBoolean() ? Ladders.flat() : Ladders.byToken());
        List<Wish> wishes = new ArrayList<>();
        int count = 1 + random.nextInt(30);
        for (int wish = 0; wish < count; wish++) {
            Demand demand = new Demand(0, 1, 4 + random.nextInt(100), 4, 0, -1, false);
            wishes.add(new Wish(demand, (15L + random.nextInt(200)) * MILLI));
        }
        return new World(1 + random.nextInt(3), 0.8 + 0.5 * random.nextDouble(), price, models, wishes);
    }

    private Dispatch<String> first(AdaptivePolicy<String> policy) {
        return Objects.requireNonNull(policy.next(0, now, dropped -> {}));
    }

    @Test
    void theUnitOfTimeChangesNoDecision() {
        for (int state = 0; state < STATES; state++) {
            World world = randomWorld();
            Dispatch<String> plain = first(world.policy(now, 1));
            Dispatch<String> slow = first(world.with(slower(world.models(), 8)).policy(now, 8));
            assertThat(slow.variant()).isEqualTo(plain.variant());
            assertThat(slow.members()).hasSameSizeAs(plain.members());
            assertThat(slow.reason()).isEqualTo(plain.reason());
        }
    }

    private static List<ModelProfile> slower(List<ModelProfile> models, double factor) {
        return models.stream()
                .map(model -> model.learned(
                        model,
                        model.variants().stream()
                                .map(VariantProfile::cost)
                                .map(cost -> new CostCurve(
                                        cost.alpha() * factor, cost.beta() * factor, cost.gamma() * factor))
                                .toList()))
                .toList();
    }

    @Test
    void aDominatedVariantChangesNothing() {
        for (int state = 0; state < STATES; state++) {
            World world = randomWorld();
            ModelProfile model = world.models().get(0);
            List<VariantProfile> variants = new ArrayList<>(model.variants());
            CostCurve cost = variants.get(1).cost();
            variants.add(new VariantProfile(
                    "dominated", 0.95, true, true, new CostCurve(cost.alpha() * 1.1, cost.beta() * 1.1, cost.gamma())));
            ModelProfile longer = new ModelProfile(
                    model.name(),
                    variants,
                    model.weight(),
                    model.lossWorth(),
                    model.maxBatchRows(),
                    model.maxBatchTokens());
            Dispatch<String> without = first(world.policy(now, 1));
            Dispatch<String> with = first(world.with(List.of(longer)).policy(now, 1));
            assertThat(with.variant()).isEqualTo(without.variant());
            assertThat(with.members()).hasSameSizeAs(without.members());
        }
    }

    @Test
    void raisingAFloorNeverLowersThatRequestsFidelity() {
        for (int state = 0; state < STATES; state++) {
            World world = randomWorld();
            List<Wish> wishes = new ArrayList<>(world.wishes());
            Wish head = wishes.stream()
                    .min((one, other) -> Long.compare(one.budgetNanos(), other.budgetNanos()))
                    .orElseThrow();
            for (double floor : new double[] {0.9, 0.95, 0.99}) {
                int at = wishes.indexOf(head);
                Demand stricter = new Demand(0, 1, head.demand().length(), 4, floor, -1, false);
                wishes.set(at, new Wish(stricter, head.budgetNanos()));
                AdaptivePolicy<String> before = world.policy(now, 1);
                AdaptivePolicy<String> after = world.asking(wishes).policy(now, 1);
                if (before.queued() == wishes.size() && after.queued() == wishes.size()) {
                    assertThat(fidelity(world, first(after))).isGreaterThanOrEqualTo(fidelity(world, first(before)));
                }
                world = world.asking(List.copyOf(wishes));
                head = wishes.get(at);
            }
        }
    }

    private static double fidelity(World world, Dispatch<String> dispatch) {
        return world.models().get(0).variants().get(dispatch.variant()).fidelity();
    }

    @Test
    void removingAQueuedRequestNeverRaisesThePrice() {
        for (int state = 0; state < STATES; state++) {
            World world = randomWorld();
            AdaptivePolicy<String> all = world.policy(now, 1);
            AdaptivePolicy<String> fewer = world.policy(now, 1);
            Ticket<String> last = new Ticket<>(Ladders.demand(20), now, now + 500 * MILLI, now + 500 * MILLI, "last");
            Ticket<String> twin = new Ticket<>(Ladders.demand(20), now, now + 500 * MILLI, now + 500 * MILLI, "twin");
            all.offer(last, now);
            fewer.offer(twin, now);
            fewer.withdraw(twin, now);
            assertThat(first(fewer).price()).isLessThanOrEqualTo(first(all).price());
        }
    }
}
