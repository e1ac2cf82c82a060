package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.policy.AdaptivePolicy;
import dev.vernier.policy.CostCurve;
import dev.vernier.policy.Demand;
import dev.vernier.policy.Explanation;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.PolicyTuning;
import dev.vernier.policy.PriceRule;
import dev.vernier.policy.ShedReason;
import dev.vernier.policy.Ticket;
import dev.vernier.policy.VariantProfile;
import dev.vernier.proto.inference.InferParameter;
import dev.vernier.proto.v1.ExplainRouteRequest;
import dev.vernier.proto.v1.ExplainRouteResponse;
import dev.vernier.proto.v1.Option;
import dev.vernier.proto.v1.Reason;
import dev.vernier.proto.v1.Refusal;
import dev.vernier.proto.v1.RoutingGrpc;
import dev.vernier.proto.v1.Verdict;
import dev.vernier.server.config.Experiment;
import dev.vernier.server.config.Experiment.Arm;
import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.RequestParameters;
import dev.vernier.server.request.RouteQuestion;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ExplainRoute, by a real client. */
class RouteTest {
    private static final long MILLI = 1_000_000;
    private static final Set<Verdict> ABLE = EnumSet.of(Verdict.VERDICT_CHOSEN, Verdict.VERDICT_WORTH_LESS);
    private static final Explanation NOBODY = new Explanation(ShedReason.IMPOSSIBLE, 0, 0, 0, -1, null, List.of());

    private static FrontEndFixture fixture;

    private final BlockingQueue<RouteQuestion> asked = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() {
        fixture = new FrontEndFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void remember() {
        fixture.intake.explainBy(question -> {
            asked.add(question);
            return NOBODY;
        });
    }

    private static ExplainRouteRequest.Builder topics() {
        return ExplainRouteRequest.newBuilder().setModelName("topics").setLength(20);
    }

    private static ExplainRouteResponse explain(ExplainRouteRequest.Builder request) {
        return RoutingGrpc.newBlockingStub(fixture.channel)
                .withDeadlineAfter(Duration.ofSeconds(20))
                .explainRoute(request.build());
    }

    /** A policy in some state, with the variants of the model on paper. */
    private static AdaptivePolicy<String> policy(Random random, long now) {
        ModelProfile model = new ModelProfile(
                "topics",
                List.of(
                        new VariantProfile("fp32", 1, true, true, new CostCurve(2e6, 2e5, 0)),
                        new VariantProfile("mixed", .99, true, random.nextBoolean(), new CostCurve(1e6, 1e5, 0)),
                        new VariantProfile("int8-static", .96, false, true, new CostCurve(1e6, 5e4, 0))),
                1,
                1,
                1,
                512);
        double fluid = random.nextBoolean() ? Double.NaN : 0.05 * random.nextDouble();
        PriceRule price = new PriceRule(0.002, 0.08, fluid, Double.NaN, 2 * random.nextDouble());
        PolicySnapshot snapshot =
                new PolicySnapshot(now, 1 + random.nextInt(3), 0.8 + random.nextDouble(), price, List.of(model));
        AdaptivePolicy<String> policy = new AdaptivePolicy<>(snapshot, PolicyTuning.DEFAULT, now);
        for (int queued = random.nextInt(20); queued > 0; queued--) {
            Demand demand = new Demand(0, 1, 4 + random.nextInt(60), 4, 0, -1, false);
            long target = now + (20 + random.nextInt(300)) * MILLI;
            policy.offer(new Ticket<>(demand, now, target, target, ""), now);
        }
        return policy;
    }

    @Test
    void theWinnerFollowsFromTheNumbersOfTheReply() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Set<Verdict> seen = EnumSet.noneOf(Verdict.class);
        int choices = 0;
        for (int state = 0; state < 300; state++) {
            long now = random.nextLong();
            AdaptivePolicy<String> policy = policy(random, now);
            long target = now + (4 + random.nextInt(60)) * MILLI;
            double floor = random.nextInt(3) == 0 ? .97 : .8;
            boolean deterministic = random.nextInt(4) == 0;
            fixture.intake.explainBy(question -> {
                RequestParameters wish = question.parameters();
                Demand demand = new Demand(
                        0, question.rows(), question.length(), wish.priority(), wish.floor(), -1, wish.deterministic());
                return policy.explain(demand, target, target, 0, now);
            });

            ExplainRouteResponse reply = explain(topics().setLength(4 + random.nextInt(60))
                    .putParameters("accuracy_floor", Requests.number(floor))
                    .putParameters("deterministic", Requests.flag(deterministic)));

            Option winner = null;
            int able = 0;
            for (Option option : reply.getOptionsList()) {
                seen.add(option.getVerdict());
                boolean isAllowed = option.getFidelity() >= floor
                        && !(deterministic && option.getVariant().equals("int8-static"));
                assertThat(option.getAllowed()).isEqualTo(isAllowed);
                if (option.getVerdict() == Verdict.VERDICT_LATE) {
                    assertThat(option.getSlackUs()).isNotPositive();
                }
                if (ABLE.contains(option.getVerdict())) {
                    able++;
                    assertThat(isAllowed).isTrue();
                    if (winner == null || score(option) > score(winner)) {
                        winner = option;
                    }
                }
            }
            assertThat(winner).isNotNull();
            assertThat(reply.getVariant()).isEqualTo(winner.getVariant());
            assertThat(winner.getVerdict()).isEqualTo(Verdict.VERDICT_CHOSEN);
            choices += able > 1 ? 1 : 0;
        }
        assertThat(choices).isGreaterThan(30);
        assertThat(seen).contains(Verdict.VERDICT_BELOW_FLOOR, Verdict.VERDICT_LATE, Verdict.VERDICT_WORTH_LESS);
    }

    private static double score(Option option) {
        return option.getValue() - option.getLaneCost();
    }

    @Test
    void everyNameOfThePolicyIsOnTheWireInItsOrder() {
        assertThat(Stream.of(Verdict.values()).map(Enum::name).skip(1))
                .startsWith(names("VERDICT_", Explanation.Verdict.values()));
        assertThat(Stream.of(Reason.values()).map(Enum::name).skip(1))
                .startsWith(names("REASON_", dev.vernier.policy.Reason.values()));
        assertThat(Stream.of(Refusal.values()).map(Enum::name).skip(1))
                .startsWith(names("REFUSAL_", ShedReason.values()));
    }

    private static String[] names(String prefix, Enum<?>[] constants) {
        return Stream.of(constants).map(constant -> prefix + constant.name()).toArray(String[]::new);
    }

    @Test
    void asksAsTheRequestWould() {
        explain(topics().setRows(3)
                .putParameters("accuracy_floor", Requests.text("0.9"))
                .putParameters("timeout", Requests.integer(7_000)));

        RouteQuestion question = asked.remove();
        assertThat(question.rows()).isEqualTo(3);
        assertThat(question.length()).isEqualTo(20);
        assertThat(question.parameters()).isEqualTo(new RequestParameters(.9, null, 3, false, false, null));
        assertThat(question.budget().nanos()).isEqualTo(7_000_000);
    }

    @Test
    void theDeadlineOfTheQuestionIsNotTheRequests() {
        explain(topics());

        RouteQuestion question = asked.remove();
        assertThat(question.budget().isLimited()).isFalse();
        assertThat(question.rows()).isEqualTo(1);
    }

    @Test
    void aRequestThatNobodyMayAnswerHasARefusalAndNoVariant() {
        ExplainRouteResponse reply = explain(topics());

        assertThat(reply.getRefusal()).isEqualTo(Refusal.REFUSAL_IMPOSSIBLE);
        assertThat(reply.getVariant()).isEmpty();
        assertThat(reply.getReason()).isEqualTo(Reason.REASON_UNSPECIFIED);
        assertThat(reply.getModelVersion()).isEqualTo("3");
    }

    @Test
    void tellsTheArmOfAUnit() {
        fixture.catalog.publish(
                TestModels.topics(new Experiment("trial", null, List.of(new Arm("fast", 1, "int8-static", null)))));

        ExplainRouteResponse reply = explain(topics().putParameters("unit", Requests.text("ann")));

        assertThat(reply.getExperiment()).isEqualTo("trial");
        assertThat(reply.getArm()).isEqualTo("fast");
        assertThat(asked.remove().parameters().variant()).isEqualTo("int8-static");
        fixture.catalog.publish(TestModels.topics());
    }

    @Test
    void refusesWhatTheRequestWouldBeRefusedFor() {
        assertRefused(topics().setModelName("tropics"), "NOT_FOUND: Request for unknown model: 'tropics'");
        assertRefused(topics().setModelVersion("9"), "NOT_FOUND: ");
        assertRefused(
                topics().setLength(0), "INVALID_ARGUMENT: length is 0: it must be from 1 to the model's limit, 256");
        assertRefused(topics().setLength(257), "INVALID_ARGUMENT: length is 257");
        assertRefused(topics().setLength(-1), "INVALID_ARGUMENT: length is 4294967295");
        assertRefused(topics().setRows(70_000), "INVALID_ARGUMENT: rows is 70000: it must be from 0 to 65536");
        assertRefused(
                with("accuracy_floor", Requests.number(2)), "INVALID_ARGUMENT: parameter 'accuracy_floor' is 2.0");
        assertRefused(with("variant", Requests.text("int9")), "NOT_FOUND: variant 'int9'");
        fixture.catalog.publish(TestModels.loading());
        assertRefused(topics().setModelName("slow"), "UNAVAILABLE: model 'slow' is loading");
        fixture.catalog.remove(TestModels.loading().version());
    }

    @Test
    void passesOnThatThePolicyDoesNotExplainItself() {
        fixture.intake.explainBy(question -> {
            throw new InferenceException(Failure.of(ErrorCode.NOT_SUPPORTED, "does not explain itself"));
        });

        assertRefused(topics(), "UNIMPLEMENTED: does not explain itself");
    }

    private static ExplainRouteRequest.Builder with(String name, InferParameter value) {
        return topics().putParameters(name, value);
    }

    private static void assertRefused(ExplainRouteRequest.Builder request, String message) {
        assertThatThrownBy(() -> explain(request)).hasMessageStartingWith(message);
    }
}
