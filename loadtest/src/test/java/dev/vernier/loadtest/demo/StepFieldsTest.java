package dev.vernier.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vernier.loadtest.load.LedgerFixture.Fate;
import dev.vernier.loadtest.stage.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class StepFieldsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Place DOUBLE = new Place(2, Phase.DOWN);

    @Test
    void aStepHasTheFieldsOfTheContract() {
        JsonNode step = fields(RampFixture.step(
                DOUBLE,
                Policy.ADAPTIVE,
                row -> row % 5 == 0 ? Fate.refused() : RampFixture.answer(row % 2 == 0 ? "fp32" : "int8-static", row)));

        assertThat(names(step))
                .contains("load", "phase", "policy", "offered_rps", "goodput_rps", "slo_attainment")
                .contains("accuracy_offered", "fidelity_offered", "accuracy_served", "p50_ms", "p99_ms")
                .contains("mix", "mix_by_length", "sent", "in_time", "late", "shed", "failed", "lost")
                .contains("other_cpu_cores", "verdict");
        assertThat(step.path("load").asDouble()).isEqualTo(2);
        assertThat(step.path("phase").asText()).isEqualTo("down");
        assertThat(step.path("policy").asText()).isEqualTo("adaptive");
        assertThat(step.path("sent").asInt()).isEqualTo(500);
        assertThat(step.path("shed").asInt()).isEqualTo(100);
        assertThat(step.path("mix").path("fp32").asDouble()).isEqualTo(0.5);
        assertThat(names(step.path("mix_by_length"))).containsExactly("<=16", "17-32", ">32");
        assertThat(step.path("fidelity_offered").asDouble()).isBetween(0.759, 0.761);
    }

    @Test
    void theVerdictIsThatOfThePromise() {
        assertThat(verdict(Policy.ADAPTIVE, 0.02, row -> RampFixture.answer("fp32", row)))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict(Policy.ADAPTIVE, 0.02, row -> Fate.refused())).isEqualTo(Verdict.FAIL);
        assertThat(verdict(Policy.ADAPTIVE, 0.16, row -> Fate.refused())).isEqualTo(Verdict.NOISY);
        assertThat(verdict(Policy.FP32, 0.02, row -> Fate.refused()))
                .as("what it is compared with promises nothing")
                .isEqualTo(Verdict.PASS);
    }

    private static Verdict verdict(Policy policy, double others, IntFunction<Fate> fates) {
        return StepFields.verdict(RampFixture.step(DOUBLE, policy, fates, others), RampFixture.LADDER);
    }

    private static JsonNode fields(Step step) {
        return JSON.valueToTree(StepFields.of(step, RampFixture.CORPUS, RampFixture.LADDER));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
