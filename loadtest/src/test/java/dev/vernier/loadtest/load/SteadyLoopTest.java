package dev.vernier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteadyLoopTest {
    private static final SteadyLoop SHORT = new SteadyLoop(4, Duration.ofMillis(50), Duration.ofMillis(200));
    private static final Corpus CORPUS =
            new Corpus(List.of(new LabelledText("a", -1, 0), new LabelledText("b", -1, 0)));

    private final List<String> seen = new ArrayList<>();
    private final SteadyLoop.Ends ends = new SteadyLoop.Ends() {
        @Override
        public void begin() {
            seen.add("begin");
        }

        @Override
        public void end() {
            seen.add("end");
        }
    };

    @Test
    void timesTheAnswersOfTheWindowByKind() throws Exception {
        SteadyWindow window = run(
                (number, request, reply) -> FakeInferenceServer.answer(request, reply, "fp32", List.of(0.5f, 0.5f)));

        assertThat(window.answered()).isPositive();
        assertThat(window.latencyMicros())
                .hasSize(2)
                .allSatisfy(kind -> assertThat(kind.getTotalCount()).isPositive());
        assertThat(window.errors()).isZero();
        assertThat(seen).containsExactly("begin", "end");
    }

    @Test
    void countsWhatIsNoAnswerApart() throws Exception {
        SteadyWindow window = run((number, request, reply) -> {
            if (number % 2 == 0) {
                FakeInferenceServer.refuse(reply, Status.RESOURCE_EXHAUSTED);
            } else {
                FakeInferenceServer.answer(request, reply, "fp32", List.of(0.5f, 0.5f));
            }
        });

        assertThat(window.errors()).isPositive();
        assertThat(window.answered()).isPositive();
    }

    private SteadyWindow run(FakeInferenceServer.Script script) throws Exception {
        try (FakeInferenceServer server = FakeInferenceServer.start(script);
                InferenceClient client = InferenceClient.connect(server.target(), 1)) {
            return SHORT.run(client, CORPUS.encoded(Ask.of("m")), 2, ends);
        }
    }
}
