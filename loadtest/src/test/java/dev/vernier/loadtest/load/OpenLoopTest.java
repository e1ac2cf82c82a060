package dev.vernier.loadtest.load;

import static dev.vernier.loadtest.load.FakeInferenceServer.refuse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.store.Task;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration ANY_TIME = Duration.ofHours(1);
    private static final List<Float> SECOND_CLASS = List.of(0.25f, 0.75f);
    private static final Corpus CORPUS =
            new Corpus(List.of(new LabelledText("naïve", 1, 3), new LabelledText("second", 0, 40)));

    private final ReferenceAnswers references = new ReferenceAnswers(CORPUS.size());
    private final Scorer scorer = new AnswerScorer(CORPUS, references, Task.CLASSIFY);

    @Test
    void answersAllInTimeAndScoresThem() throws Exception {
        references.score(0, new float[] {0.25f, 0.75f});
        references.score(1, new float[] {0.75f, 0.25f});
        Ledger ledger = run(
                200,
                ANY_TIME,
                (number, request, reply) -> FakeInferenceServer.answer(
                        request, reply, number % 4 == 0 ? "fp32" : "int8-static", SECOND_CLASS));

        Tally tally = Tally.of(ledger);
        assertThat(tally.sent()).isEqualTo(200);
        assertThat(tally.count(Outcome.IN_TIME)).isEqualTo(200);
        assertThat(tally.isBalanced()).isTrue();
        assertThat(tally.sloAttainment()).isEqualTo(1);
        assertThat(tally.mix()).isEqualTo(Map.of("fp32", 50, "int8-static", 150));
        assertThat(tally.accuracyOffered()).as("each text half of the rows").isEqualTo(0.5);
        assertThat(tally.fidelityOffered()).as("half agree, half differ by 0.5").isCloseTo(0.75, within(1e-6));
        assertThat(tally.latencyMillis(50)).isPositive();
    }

    @Test
    void sendsEachTextWithItsOwnIdAndTheAskedParameters() throws Exception {
        Set<String> ids = ConcurrentHashMap.newKeySet();
        Set<String> texts = ConcurrentHashMap.newKeySet();
        Set<Map<String, ?>> parameters = ConcurrentHashMap.newKeySet();
        run(50, ANY_TIME, (number, request, reply) -> {
            ids.add(request.getId());
            texts.add(FakeInferenceServer.text(request));
            parameters.add(request.getParametersMap());
            FakeInferenceServer.answer(request, reply, "fp32", SECOND_CLASS);
        });

        assertThat(ids).hasSize(50);
        assertThat(texts).containsExactlyInAnyOrder("naïve", "second");
        assertThat(parameters)
                .singleElement()
                .satisfies(map -> assertThat(map.toString())
                        .contains("timeout", "int64_param: 60000", "variant", "string_param: \"fp32\""));
    }

    @Test
    void tellsRefusedFailedAndExpiredApart() throws Exception {
        Ledger ledger = run(100, ANY_TIME, (number, request, reply) -> {
            switch (number % 4) {
                case 0 -> FakeInferenceServer.answer(request, reply, "fp32", SECOND_CLASS);
                case 1 -> refuse(reply, Status.RESOURCE_EXHAUSTED);
                case 2 -> refuse(reply, Status.INTERNAL.withDescription("broken"));
                default -> refuse(reply, Status.DEADLINE_EXCEEDED);
            }
        });

        Tally tally = Tally.of(ledger);
        assertThat(tally.count(Outcome.IN_TIME)).isEqualTo(25);
        assertThat(tally.count(Outcome.SHED)).isEqualTo(25);
        assertThat(tally.count(Outcome.FAILED)).isEqualTo(25);
        assertThat(tally.count(Outcome.LATE)).isEqualTo(25);
        assertThat(tally.isBalanced()).isTrue();
        assertThat(tally.answered()).isEqualTo(25);
        assertThat(tally.sloAttainment()).isEqualTo(0.25);
        assertThat(ledger.firstFailure()).contains("INTERNAL", "broken");
    }

    @Test
    void countsAnswersAfterTheSloAsLate() throws Exception {
        Ledger ledger = run(
                20,
                Duration.ofNanos(1),
                (number, request, reply) -> FakeInferenceServer.answer(request, reply, "fp32", SECOND_CLASS));

        Tally tally = Tally.of(ledger);
        assertThat(tally.count(Outcome.LATE)).isEqualTo(20);
        assertThat(tally.accuracyOffered()).as("late answers are wrong").isZero();
        assertThat(tally.accuracyServed()).as("over the answers").isEqualTo(0.5);
    }

    @Test
    void failsAnAnswerToAnotherRequest() throws Exception {
        Queue<Pending> waiting = new ArrayDeque<>();
        Ledger ledger = run(10, ANY_TIME, (number, request, reply) -> {
            synchronized (waiting) {
                waiting.add(new Pending(request.getId(), reply));
                if (waiting.size() == 10) {
                    swapTheFirstTwo(waiting);
                }
            }
        });

        assertThat(ledger.unmatched()).isEqualTo(2);
        assertThat(Tally.of(ledger).count(Outcome.FAILED)).isEqualTo(2);
        assertThat(Tally.of(ledger).count(Outcome.IN_TIME)).isEqualTo(8);
        assertThat(ledger.firstFailure()).contains("another request's id");
    }

    @Test
    void losesWhatIsDueWhileTooManyAreInFlight() throws Exception {
        try (FakeInferenceServer server = FakeInferenceServer.start((number, request, reply) -> {});
                InferenceClient client = InferenceClient.connect(server.target(), 1)) {
            ClientEffort.Watch watch = ClientEffort.start(client);
            Ledger ledger = new OpenLoop(client, Duration.ofMillis(50), 5)
                    .run(plan(40), CORPUS.encoded(Ask.of("m")), scorer, ANY_TIME);

            assertThat(Tally.of(ledger).count(Outcome.LOST)).isEqualTo(40);
            assertThat(ledger.unsent()).isEqualTo(35);
            assertThat(watch.stop(ledger, 60).isBound()).isTrue();
        }
    }

    @Test
    void asksTheTextsInTurnInAFixedOrder() {
        Set<String> texts = new HashSet<>();
        Plan plan = plan(4);
        for (int row = 0; row < plan.size(); row++) {
            texts.add(row % 2 + ":" + plan.text(row));
        }

        assertThat(texts).as("every text once, then again in the same order").hasSize(2);
        assertThat(plan(4).text(0)).isEqualTo(plan.text(0));
    }

    private static void swapTheFirstTwo(Queue<Pending> waiting) {
        Pending first = waiting.remove();
        Pending second = waiting.remove();
        FakeInferenceServer.answer(second.id, first.reply, "fp32", SECOND_CLASS);
        FakeInferenceServer.answer(first.id, second.reply, "fp32", SECOND_CLASS);
        waiting.forEach(other -> FakeInferenceServer.answer(other.id, other.reply, "fp32", SECOND_CLASS));
    }

    private record Pending(String id, StreamObserver<ModelInferResponse> reply) {}

    private Ledger run(int requests, Duration slo, FakeInferenceServer.Script script) throws Exception {
        Ask ask = Ask.of("wordnet-topics").pinned("fp32").within(Duration.ofMillis(60));
        try (FakeInferenceServer server = FakeInferenceServer.start(script);
                InferenceClient client = InferenceClient.connect(server.target(), 2)) {
            return new OpenLoop(client, PATIENCE, 10_000).run(plan(requests), CORPUS.encoded(ask), scorer, slo);
        }
    }

    private static Plan plan(int requests) {
        Duration duration = Duration.ofNanos(requests * 500_000L + 1);
        return Plan.of(
                Schedule.of(List.of(Segment.step(2_000, duration)), Arrivals.CONSTANT, 1, requests), CORPUS.size(), 1);
    }
}
