package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vernier.proto.inference.InferParameter;
import dev.vernier.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.proto.inference.ModelInferResponse.InferOutputTensor;
import dev.vernier.server.request.InferenceRequest;
import dev.vernier.server.request.RequestParameters;
import dev.vernier.store.tokenizer.Encoding;
import dev.vernier.store.tokenizer.Tokenizer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vertx.core.Context;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers, by a real client. */
class InferenceTest {
    private static FrontEndFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new FrontEndFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void forget() {
        fixture.intake.requests.clear();
    }

    @Test
    void answersARawTensorWithARawTensor() {
        ModelInferResponse response = fixture.client()
                .modelInfer(Requests.floats(1, 2, 3, 4, 5, 6, 7, 8).build());

        InferOutputTensor output = response.getOutputs(0);
        assertThat(output.getName()).isEqualTo("y");
        assertThat(output.getDatatype()).isEqualTo("FP32");
        assertThat(output.getShapeList()).containsExactly(2L, 4L);
        assertThat(output.hasContents()).isFalse();
        assertThat(Requests.floats(response.getRawOutputContents(0))).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void answersATypedTensorWithARawTensor() {
        ModelInferResponse response =
                fixture.client().modelInfer(Requests.tokens(2, 1, 2, 3, 4, 5, 6).build());

        assertThat(Requests.floats(response.getRawOutputContents(0))).containsExactly(1, 3, 2, 3);
    }

    @Test
    void takesTextTypedAndRaw() {
        ModelInferResponse typed = fixture.client()
                .modelInfer(Requests.texts("one", "one two three").build());
        ModelInferResponse raw = fixture.client()
                .modelInfer(Requests.rawTexts("one", "one two three").build());

        assertThat(Requests.floats(typed.getRawOutputContents(0))).containsExactly(1, 5, 2, 5);
        assertThat(raw.getRawOutputContents(0)).isEqualTo(typed.getRawOutputContents(0));
    }

    @Test
    void cutsTheBatchsPaddingOffASequenceOutput() {
        ModelInferResponse response =
                fixture.client().modelInfer(Requests.texts("one", "one two").build());

        assertThat(response.getOutputs(1).getShapeList()).containsExactly(2L, 4L, 2L);
        assertThat(Requests.floats(response.getRawOutputContents(1)))
                .containsExactly(0, 1, 1, 1, 2, 1, 3, 1, 0, 2, 1, 2, 2, 2, 3, 2);
    }

    @Test
    void writesRowsPaddedIntoALanesBuffer() throws InterruptedException {
        fixture.client().modelInfer(Requests.texts("one", "one two").build());
        InferenceRequest request = fixture.intake.requests.take();
        ByteBuffer lane = ByteBuffer.allocateDirect(2 * 5 * Long.BYTES).order(ByteOrder.nativeOrder());

        request.inputs().write(1, 0, 2, 5, lane);

        long[] mask = new long[10];
        lane.flip().asLongBuffer().get(mask);
        assertThat(mask).containsExactly(1, 1, 1, 0, 0, 1, 1, 1, 1, 0);
    }

    @Test
    void echoesModelResolvedVersionAndId() {
        ModelInferResponse response =
                fixture.client().modelInfer(Requests.texts("a").setId("id-7").build());

        assertThat(response.getModelName()).isEqualTo("topics");
        assertThat(response.getModelVersion()).isEqualTo("3");
        assertThat(response.getId()).isEqualTo("id-7");
    }

    @Test
    void tellsHowItAnswered() {
        ModelInferResponse reply = fixture.client()
                .modelInfer(Requests.texts("a")
                        .putParameters("variant", Requests.text("int8-static"))
                        .build());

        assertThat(reply.getParametersMap())
                .containsOnlyKeys("variant", "fidelity", "degraded", "reason", "queue_us", "compute_us");
        assertThat(reply.getParametersOrThrow("variant").getStringParam()).isEqualTo("int8-static");
        assertThat(reply.getParametersOrThrow("fidelity").getDoubleParam()).isEqualTo(.96);
        assertThat(reply.getParametersOrThrow("degraded").getBoolParam()).isTrue();
        assertThat(reply.getParametersOrThrow("reason").getStringParam()).isEqualTo("REFERENCE");
        assertThat(reply.getParametersOrThrow("queue_us").getInt64Param()).isEqualTo(1500);
        assertThat(reply.getParametersOrThrow("compute_us").getInt64Param()).isEqualTo(2000);
    }

    @Test
    void cutsALongTextWhereTheClientAllowsIt() {
        ModelInferResponse response = fixture.client()
                .modelInfer(Requests.texts("word ".repeat(10_000), "short")
                        .putParameters("truncate", Requests.flag(true))
                        .build());

        assertThat(response.getParametersOrThrow("truncated").getBoolParam()).isTrue();
        assertThat(response.getOutputs(1).getShape(1)).isEqualTo(TestModels.MAX_TOKENS);
    }

    @Test
    void givesTheRequestedOutputsInTheirOrder() {
        ModelInferResponse response = fixture.client()
                .modelInfer(Requests.texts("a")
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("hidden"))
                        .build());

        assertThat(response.getOutputsList())
                .extracting(InferOutputTensor::getName)
                .containsExactly("hidden");
        assertThat(response.getRawOutputContentsCount()).isEqualTo(1);
    }

    @Test
    void handsTheParametersOn() throws InterruptedException {
        fixture.client()
                .modelInfer(Requests.texts("a")
                        .putParameters("accuracy_floor", Requests.text("0.9"))
                        .putParameters(
                                "priority",
                                InferParameter.newBuilder().setUint64Param(2).build())
                        .putParameters("deterministic", Requests.flag(true))
                        .putParameters("unit", Requests.text("user-9"))
                        .putParameters("sequence_id", Requests.integer(4))
                        .build());

        assertThat(fixture.intake.requests.take().parameters())
                .isEqualTo(new RequestParameters(.9, null, 2, true, false, null));
    }

    @Test
    void fillsInTheModelsDefaults() throws InterruptedException {
        fixture.client().modelInfer(Requests.texts("a").build());

        assertThat(fixture.intake.requests.take().parameters())
                .isEqualTo(new RequestParameters(.8, null, 3, false, false, null));
    }

    @Test
    void takesACompressedMessage() {
        ModelInferResponse response = fixture.client()
                .withCompression("gzip")
                .modelInfer(Requests.floats(1, 2, 3, 4).build());

        assertThat(Requests.floats(response.getRawOutputContents(0))).containsExactly(1, 2, 3, 4);
    }

    @Test
    void takesAMessageOfManyFrames() {
        float[] values = new float[60_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }

        ModelInferResponse response =
                fixture.client().modelInfer(Requests.floats(values).build());

        assertThat(Requests.floats(response.getRawOutputContents(0))).isEqualTo(values);
    }

    @Test
    void aTokenizerThatBlocksKeepsOffTheEventLoop() {
        List<Boolean> onEventLoop = new CopyOnWriteArrayList<>();
        fixture.catalog.publish(TestModels.topics(new Tokenizer() {
            @Override
            public Encoding encode(String text, @Nullable String pair, int maxTokens) {
                onEventLoop.add(Context.isOnEventLoopThread());
                return new Encoding(new int[] {1, 2}, 2, text.length());
            }

            @Override
            public boolean isNonBlocking() {
                return false;
            }

            @Override
            public void close() {}
        }));

        assertThat(fixture.client()
                        .modelInfer(Requests.texts("ab").build())
                        .getOutputs(0)
                        .getShape(0))
                .isEqualTo(1);
        StatusRuntimeException refusal = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> fixture.client().modelInfer(Requests.texts("too long").build()));

        assertThat(onEventLoop).containsExactly(false, false);
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        fixture.catalog.publish(TestModels.topics());
    }
}
