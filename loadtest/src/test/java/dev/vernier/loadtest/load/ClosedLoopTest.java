package dev.vernier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
    private static final ClosedLoop SHORT = new ClosedLoop(8, Duration.ofMillis(50), Duration.ofMillis(100), 3);
    private static final Corpus CORPUS =
            new Corpus(List.of(new LabelledText("a", 0, 3), new LabelledText("b", 1, 3), new LabelledText("c", 1, 3)));

    private final ReferenceAnswers answers = new ReferenceAnswers(CORPUS.size());

    @Test
    void countsTheAnswersOfEachWindowAndGathersThem() throws Exception {
        Throughput throughput = run(
                (number, request, reply) -> FakeInferenceServer.answer(request, reply, "fp32", List.of(0.5f, 0.5f)));

        assertThat(throughput.windowRps())
                .hasSize(3)
                .allSatisfy(rps -> assertThat(rps).isPositive());
        assertThat(throughput.refused()).isZero();
        assertThat(answers.texts()).containsExactly(0, 1, 2);
    }

    @Test
    void keepsTheAskedNumberInFlight() throws Exception {
        Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        AtomicInteger most = new AtomicInteger();
        run((number, request, reply) -> {
            waiting.add(() -> FakeInferenceServer.answer(request, reply, "fp32", List.of(0.5f, 0.5f)));
            most.accumulateAndGet(waiting.size(), Math::max);
            while (waiting.size() >= 8) {
                waiting.remove().run();
            }
        });

        assertThat(most).hasValue(8);
    }

    @Test
    void theBestWindowCounts() {
        Throughput throughput = Throughput.of(new long[] {50, 80, 60}, 3, Duration.ofMillis(500));

        assertThat(throughput.windowRps()).containsExactly(100.0, 160.0, 120.0);
        assertThat(throughput.bestRps()).isEqualTo(160);
        assertThat(throughput.refused()).isEqualTo(3);
    }

    @Test
    void goesOnAfterARefusal() throws Exception {
        Throughput throughput = run((number, request, reply) -> {
            if (number % 2 == 0) {
                FakeInferenceServer.refuse(reply, Status.RESOURCE_EXHAUSTED);
            } else {
                FakeInferenceServer.answer(request, reply, "fp32", List.of(0.5f, 0.5f));
            }
        });

        assertThat(throughput.refused()).isPositive();
        assertThat(throughput.bestRps()).isPositive();
    }

    @Test
    void endsWithTheStatusOfAFailure() {
        assertThatThrownBy(() -> run((number, request, reply) ->
                        FakeInferenceServer.refuse(reply, Status.NOT_FOUND.withDescription("no variant fp64"))))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("no variant fp64");
    }

    private Throughput run(FakeInferenceServer.Script script) throws Exception {
        try (FakeInferenceServer server = FakeInferenceServer.start(script);
                InferenceClient client = InferenceClient.connect(server.target(), 1)) {
            return SHORT.run(client, CORPUS, CORPUS.encoded(Ask.of("m")), answers, 1);
        }
    }
}
