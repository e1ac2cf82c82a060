package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.proto.inference.InferParameter;
import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.server.config.Experiment;
import dev.vernier.server.config.Experiment.Arm;
import dev.vernier.server.request.RequestParameters;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an experiment makes of requests, by a real client. The points of its units: user-10 .07, user-1 .27, user-5 .48,
 * user-3 .61.
 */
class ExperimentTest {
    private static final Experiment EXPERIMENT = new Experiment(
            "precision",
            null,
            List.of(
                    new Arm("fast", 0.2, "int8-static", null),
                    new Arm("strict", 0.2, null, 0.99),
                    new Arm("not-yet", 0.2, "mixed", null),
                    new Arm("control", 0.4, null, null)));

    private static FrontEndFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new FrontEndFixture();
        fixture.catalog.publish(TestModels.topics(EXPERIMENT));
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void forget() {
        fixture.intake.requests.clear();
    }

    private static ModelInferRequest.Builder of(String unit) {
        return Requests.texts("a").putParameters("unit", Requests.text(unit));
    }

    private static RequestParameters asked(ModelInferRequest.Builder request) throws InterruptedException {
        fixture.client().modelInfer(request.build());
        return fixture.intake.requests.take().parameters();
    }

    private static InferParameter parameter(ModelInferResponse response, String name) {
        return response.getParametersOrThrow(name);
    }

    @Test
    void tellsTheArmInTheReply() {
        ModelInferResponse response = fixture.client().modelInfer(of("user-10").build());

        assertThat(parameter(response, "experiment").getStringParam()).isEqualTo("precision");
        assertThat(parameter(response, "arm").getStringParam()).isEqualTo("fast");
        assertThat(parameter(response, "variant").getStringParam()).isEqualTo("int8-static");
    }

    @Test
    void aRequestWithoutAUnitIsInNoArm() throws InterruptedException {
        ModelInferResponse response =
                fixture.client().modelInfer(Requests.texts("a").build());

        assertThat(response.getParametersMap()).doesNotContainKeys("experiment", "arm");
        assertThat(fixture.intake.requests.take().parameters())
                .isEqualTo(new RequestParameters(.8, null, 3, false, false, null));
    }

    @Test
    void anArmPinsItsVariantOrRaisesTheFloorOrDoesNothing() throws InterruptedException {
        RequestParameters fast = asked(of("user-10"));
        RequestParameters strict = asked(of("user-1"));
        RequestParameters control = asked(of("user-3"));

        assertThat(fast.variant()).isEqualTo("int8-static");
        assertThat(strict.variant()).isNull();
        assertThat(strict.floor()).isEqualTo(.99);
        assertThat(control.variant()).isNull();
        assertThat(control.floor()).isEqualTo(.8);
        assertThat(List.of(fast, strict, control)).allMatch(RequestParameters::followArm);
    }

    @Test
    void theStricterFloorHolds() throws InterruptedException {
        assertThat(asked(of("user-1").putParameters("accuracy_floor", Requests.number(.85)))
                        .floor())
                .isEqualTo(.99);
        assertThat(asked(of("user-1").putParameters("accuracy_floor", Requests.number(1)))
                        .floor())
                .isEqualTo(1);
    }

    @Test
    void whatARequestAsksForWinsOverItsArmAndIsMarked() throws InterruptedException {
        RequestParameters pinned = asked(of("user-10").putParameters("variant", Requests.text("fp32")));
        RequestParameters faithful = asked(of("user-10").putParameters("accuracy_floor", Requests.number(.97)));
        RequestParameters deterministic = asked(of("user-10").putParameters("deterministic", Requests.flag(true)));
        RequestParameters below = asked(of("user-1").putParameters("variant", Requests.text("int8-static")));

        assertThat(pinned.variant()).isEqualTo("fp32");
        assertThat(faithful.variant()).isNull();
        assertThat(deterministic.variant()).isNull();
        assertThat(below.variant()).isEqualTo("int8-static");
        assertThat(below.floor()).isEqualTo(.8);
        assertThat(List.of(pinned, faithful, deterministic, below)).noneMatch(RequestParameters::followArm);
    }

    @Test
    void anArmWhoseVariantDoesNotAnswerLeavesItsRequestsToTheOthers() throws InterruptedException {
        ModelInferResponse response = fixture.client().modelInfer(of("user-5").build());
        RequestParameters parameters = fixture.intake.requests.take().parameters();

        assertThat(parameter(response, "arm").getStringParam()).isEqualTo("not-yet");
        assertThat(parameter(response, "variant").getStringParam()).isEqualTo("fp32");
        assertThat(parameters.variant()).isNull();
        assertThat(parameters.followArm()).isFalse();
    }

    @Test
    void refusesAUnitThatNamesNobody() {
        assertRefused(of(""), "parameter 'unit' has 0 characters: it must name a user or a tenant, in 1 to 256");
        assertRefused(of("x".repeat(257)), "parameter 'unit' has 257 characters");
        assertRefused(
                Requests.texts("a").putParameters("unit", Requests.integer(9)),
                "parameter 'unit' is an int64: it must be a string");
    }

    private static void assertRefused(ModelInferRequest.Builder request, String message) {
        assertThatThrownBy(() -> fixture.client().modelInfer(request.build()))
                .hasMessageStartingWith("INVALID_ARGUMENT: " + message);
    }
}
