package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.vernier.proto.inference.InferParameter;
import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import dev.vernier.server.request.ServedModel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each mistake that a client can make gets its status, and a message that names the field and says what is right. */
class BadInputTest {
    private static final String INFER = "inference.GRPCInferenceService/ModelInfer";
    private static FrontEndFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new FrontEndFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @AfterEach
    void goesOn() {
        assertThat(fixture.client().modelInfer(Requests.texts("a").build()).getModelName())
                .isEqualTo("topics");
    }

    @Test
    void wrongDatatype() {
        ModelInferRequest.Builder request = Requests.tokens(1, 1, 2);
        request.getInputsBuilder(0).setDatatype("INT32");

        expect(request, Status.Code.INVALID_ARGUMENT, "input 'input_ids': datatype is 'INT32' where INT64 is right");
    }

    @Test
    void wrongRank() {
        ModelInferRequest.Builder request = Requests.floats(1, 2, 3, 4);
        request.getInputsBuilder(0).clearShape().addShape(4);

        expect(request, Status.Code.INVALID_ARGUMENT, "input 'x': shape is [4] where [batch, 4] is right");
    }

    @Test
    void wrongFixedDimension() {
        ModelInferRequest.Builder request = Requests.floats(1, 2, 3, 4);
        request.getInputsBuilder(0).clearShape().addShape(2).addShape(2);

        expect(request, Status.Code.INVALID_ARGUMENT, "input 'x': shape is [2, 2] where [batch, 4] is right");
    }

    @Test
    void negativeDimension() {
        ModelInferRequest.Builder request = Requests.floats(1, 2, 3, 4);
        request.getInputsBuilder(0).setShape(0, -1);

        expect(request, Status.Code.INVALID_ARGUMENT, "input 'x': shape [-1, 4] has no row");
    }

    @Test
    void shapeThatOverflows() {
        ModelInferRequest.Builder request = Requests.floats(1, 2, 3, 4);
        request.getInputsBuilder(0).setShape(0, Long.MAX_VALUE);

        expect(request, Status.Code.INVALID_ARGUMENT, "input 'x'", "raw_input_contents has 16");
    }

    @Test
    void tooFewTypedElements() {
        ModelInferRequest.Builder request = Requests.tokens(1, 1, 2, 3);
        request.getInputsBuilder(1).getContentsBuilder().clearInt64Contents().addInt64Contents(1);

        expect(
                request,
                Status.Code.INVALID_ARGUMENT,
                "input 'attention_mask': shape [1, 3] needs 3 elements in int64_contents, there are 1");
    }

    @Test
    void typedElementsInTheWrongField() {
        ModelInferRequest.Builder request = Requests.tokens(1, 1, 2);
        request.getInputsBuilder(0)
                .getContentsBuilder()
                .clearInt64Contents()
                .addIntContents(1)
                .addIntContents(2);

        expect(
                request,
                Status.Code.INVALID_ARGUMENT,
                "input 'input_ids': shape [1, 2] needs 2 elements in int64_contents, there are 0");
    }

    @Test
    void tooFewRawBytes() {
        expect(
                Requests.floats(1, 2, 3, 4).setRawInputContents(0, Requests.raw(1, 2)),
                Status.Code.INVALID_ARGUMENT,
                "input 'x': shape [1, 4] of FP32 needs 16 bytes, raw_input_contents has 8");
    }

    @Test
    void rawCountThatIsNotTheInputs() {
        expect(
                Requests.floats(1, 2, 3, 4).addRawInputContents(ByteString.EMPTY),
                Status.Code.INVALID_ARGUMENT,
                "raw_input_contents has 2 entries for 1 inputs");
    }

    @Test
    void rawAndTypedBoth() {
        ModelInferRequest.Builder request = Requests.floats(1, 2, 3, 4);
        request.getInputsBuilder(0).getContentsBuilder().addFp32Contents(1);

        expect(
                request,
                Status.Code.INVALID_ARGUMENT,
                "contents field must not be specified when using raw_input_contents for 'x' for model 'identity'");
    }

    @Test
    void unknownModel() {
        expect(
                Requests.texts("a").setModelName("topic"),
                Status.Code.NOT_FOUND,
                "Request for unknown model: 'topic'",
                "[identity, topics]");
    }

    @Test
    void unknownVersion() {
        expect(Requests.texts("a").setModelVersion("4"), Status.Code.NOT_FOUND, "version '4'", "[3]");
    }

    @Test
    void unknownVariant() {
        expect(
                Requests.texts("a").putParameters("variant", Requests.text("int4")),
                Status.Code.NOT_FOUND,
                "variant 'int4' of model 'topics' is not there",
                "'fp32' (fidelity 1.0000, deterministic), 'mixed'");
    }

    @Test
    void variantThatItsGateRejected() {
        expect(
                Requests.texts("a").putParameters("variant", Requests.text("pruned-int8")),
                Status.Code.NOT_FOUND,
                "rejected by its gate (fidelity 0.71 is below 0.80)");
    }

    @Test
    void variantThatIsNotLoadedYet() {
        expect(
                Requests.texts("a").putParameters("variant", Requests.text("mixed")),
                Status.Code.UNAVAILABLE,
                "variant 'mixed' of model 'topics' is not loaded yet");
    }

    @Test
    void unknownInput() {
        ModelInferRequest.Builder request = Requests.tokens(1, 1, 2);
        request.getInputsBuilder(2).setName("positions");

        expect(
                request,
                Status.Code.INVALID_ARGUMENT,
                "input 'positions': model 'topics' has no such input: it takes ['text'] or [input_ids, attention_mask,"
                        + " token_type_ids]");
    }

    @Test
    void missingInput() {
        expect(
                Requests.tokens(1, 1, 2).removeInputs(1),
                Status.Code.INVALID_ARGUMENT,
                "input 'attention_mask' is missing");
        expect(
                Requests.tokens(1, 1, 2).clearInputs(),
                Status.Code.INVALID_ARGUMENT,
                "input 'input_ids' is missing: model 'topics' takes ['text'] or [input_ids");
    }

    @Test
    void inputTwice() {
        ModelInferRequest.Builder request = Requests.tokens(1, 1, 2);

        expect(
                request.addInputs(request.getInputs(0)),
                Status.Code.INVALID_ARGUMENT,
                "input 'input_ids': is there twice");
    }

    @Test
    void textBesideTokens() {
        expect(
                Requests.tokens(1, 1, 2).addInputs(Requests.texts("a").getInputs(0)),
                Status.Code.INVALID_ARGUMENT,
                "send either 'text' alone or the token tensors alone");
    }

    @Test
    void unknownOutput() {
        expect(
                Requests.texts("a")
                        .addOutputs(InferRequestedOutputTensor.newBuilder().setName("logits")),
                Status.Code.INVALID_ARGUMENT,
                "output 'logits': model 'topics' has no such output, it gives [probabilities, hidden]");
    }

    @Test
    void outputExtensionThatIsNotThere() {
        expect(
                Requests.texts("a")
                        .addOutputs(InferRequestedOutputTensor.newBuilder()
                                .setName("probabilities")
                                .putParameters("classification", Requests.integer(3))),
                Status.Code.UNIMPLEMENTED,
                "output 'probabilities': parameter 'classification' is not supported");
    }

    @Test
    void sharedMemory() {
        ModelInferRequest.Builder request = Requests.texts("a");
        request.getInputsBuilder(0).putParameters("shared_memory_region", Requests.text("r"));

        expect(request, Status.Code.UNIMPLEMENTED, "input 'text': shared memory is not supported");
    }

    @Test
    void textThatIsNotUtf8() {
        ModelInferRequest.Builder request = Requests.texts("a", "b");
        request.getInputsBuilder(0)
                .getContentsBuilder()
                .setBytesContents(1, ByteString.copyFrom(new byte[] {(byte) 0xC3, 0x28}));

        expect(request, Status.Code.INVALID_ARGUMENT, "input 'text': the text in row 1 is not UTF-8");
    }

    @Test
    void textOfTooManyTokens() {
        expect(
                Requests.texts("a", "word ".repeat(10_000)),
                Status.Code.INVALID_ARGUMENT,
                "input 'text': the text in row 1 has 10002 tokens, the model takes 256",
                "'truncate' = true");
    }

    @Test
    void rowOfTooManyTokens() {
        expect(
                Requests.tokens(1, new long[257]),
                Status.Code.INVALID_ARGUMENT,
                "input 'input_ids': has 257 tokens a row, the model takes 256");
    }

    @Test
    void emptyBatch() {
        expect(Requests.texts(), Status.Code.INVALID_ARGUMENT, "input 'text': shape [0] has no row");
        expect(Requests.floats(), Status.Code.INVALID_ARGUMENT, "input 'x': shape [0, 4] has no row");
    }

    @Test
    void rowWithoutATokens() {
        expect(Requests.tokens(1), Status.Code.INVALID_ARGUMENT, "input 'input_ids': shape [1, 0] has no token");
    }

    @Test
    void textOfTheWrongShape() {
        ModelInferRequest.Builder request = Requests.texts("a", "b");
        request.getInputsBuilder(0).clearShape().addShape(1).addShape(2);

        expect(request, Status.Code.INVALID_ARGUMENT, "input 'text': shape [1, 2] where [n] or [n, 1] is right");
    }

    @Test
    void textOfTheWrongDatatype() {
        ModelInferRequest.Builder request = Requests.texts("a");
        request.getInputsBuilder(0).setDatatype("STRING");

        expect(request, Status.Code.INVALID_ARGUMENT, "input 'text': datatype is 'STRING' where BYTES is right");
    }

    @Test
    void textOfTheWrongCount() {
        ModelInferRequest.Builder request = Requests.texts("a", "b");
        request.getInputsBuilder(0).setShape(0, 3);

        expect(request, Status.Code.INVALID_ARGUMENT, "input 'text': shape [3] asks for 3 elements, there are 2");
    }

    @Test
    void packedTextThatIsCutOff() {
        ModelInferRequest.Builder request = Requests.rawTexts("abc");

        expect(
                request.setRawInputContents(0, request.getRawInputContents(0).substring(0, 5)),
                Status.Code.INVALID_ARGUMENT,
                "input 'text': element 0 of raw_input_contents is cut off");
    }

    @Test
    void tokenIdOutOfTheVocabulary() {
        expect(
                Requests.tokens(1, 1, TestModels.VOCABULARY),
                Status.Code.INVALID_ARGUMENT,
                "input 'input_ids': element 1 is token id 1000: ids go from 0 to 999");
        expect(Requests.tokens(1, -1), Status.Code.INVALID_ARGUMENT, "input 'input_ids': element 0 is token id -1");
    }

    @Test
    void tokenTensorsOfDifferentShapes() {
        ModelInferRequest.Builder rows = Requests.tokens(2, 1, 2, 3, 4);
        rows.setInputs(1, Requests.tokens(1, 1, 2).getInputs(1));
        ModelInferRequest.Builder lengths = Requests.tokens(1, 1, 2);
        lengths.setInputs(2, Requests.tokens(1, 1, 2, 3).getInputs(2));

        expect(
                rows,
                Status.Code.INVALID_ARGUMENT,
                "input 'attention_mask': has 1 rows, input 'input_ids' has 2: they must be the same");
        expect(
                lengths,
                Status.Code.INVALID_ARGUMENT,
                "input 'token_type_ids': has 3 tokens a row, input 'attention_mask' has 2: they must be the same");
    }

    @Test
    void floorThatNoVariantMeets() {
        expect(
                Requests.floats(1, 2, 3, 4).putParameters("accuracy_floor", Requests.number(1.01)),
                Status.Code.INVALID_ARGUMENT,
                "parameter 'accuracy_floor' is 1.01: it must be from 0 to 1");
        fixture.catalog.publish(TestModels.with(TestModels.topics(), ServedModel.State.WARMING, TestModels.INT8));
        expect(
                Requests.texts("a").putParameters("accuracy_floor", Requests.number(.97)),
                Status.Code.UNAVAILABLE,
                "no variant of model 'topics' that meets accuracy_floor 0.97 is loaded yet");
        fixture.catalog.publish(TestModels.with(TestModels.topics(), ServedModel.State.READY, TestModels.INT8));
        expect(
                Requests.texts("a").putParameters("accuracy_floor", Requests.number(.97)),
                Status.Code.INVALID_ARGUMENT,
                "no variant of model 'topics' meets accuracy_floor 0.97: there are 'int8-static' (fidelity 0.9600)");
        fixture.catalog.publish(TestModels.topics());
    }

    @Test
    void pinBelowTheFloor() {
        expect(
                Requests.texts("a")
                        .putParameters("variant", Requests.text("int8-static"))
                        .putParameters("accuracy_floor", Requests.number(.99)),
                Status.Code.INVALID_ARGUMENT,
                "parameter 'variant' names 'int8-static' (fidelity 0.9600), which does not meet accuracy_floor 0.99");
    }

    @Test
    void pinThatIsNotDeterministic() {
        expect(
                Requests.texts("a")
                        .putParameters("variant", Requests.text("int8-static"))
                        .putParameters("deterministic", Requests.flag(true)),
                Status.Code.INVALID_ARGUMENT,
                "accuracy_floor 0.8 and deterministic");
    }

    @Test
    void parametersOfTheWrongType() {
        parameter("accuracy_floor", Requests.flag(true), "a bool: it must be a double, or a string like \"0.99\"");
        parameter("accuracy_floor", Requests.text("high"), "'high': it must be a number from 0 to 1");
        parameter("accuracy_floor", Requests.number(Double.NaN), "NaN: it must be from 0 to 1");
        parameter("variant", Requests.integer(1), "an int64: it must be a string");
        parameter("timeout", Requests.text("5"), "a string: it must be an int64 or a uint64");
        parameter("timeout", Requests.integer(-5), "-5: it must be from 0 to");
        parameter("priority", Requests.integer(9), "9: it must be from 0 to 8");
        parameter(
                "priority", InferParameter.newBuilder().setUint64Param(-1).build(), "18446744073709551615: it must be");
        parameter("deterministic", Requests.text("true"), "a string: it must be a bool");
        parameter("truncate", Requests.integer(1), "an int64: it must be a bool");
        parameter("unit", InferParameter.getDefaultInstance(), "empty: it must be a string");
    }

    @Test
    void messageOverTheLimit() {
        ModelInferRequest.Builder request = Requests.floats(new float[80_000]);

        expect(
                request,
                Status.Code.RESOURCE_EXHAUSTED,
                "a message of " + request.build().getSerializedSize() + " bytes is over the limit of 300000 bytes");
    }

    @Test
    void compressedMessageThatInflatesOverTheLimit() {
        StatusRuntimeException refusal = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> fixture.client()
                        .withCompression("gzip")
                        .modelInfer(Requests.floats(new float[80_000]).build()));

        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refusal.getStatus().getDescription()).contains("over the limit of 300000 bytes");
    }

    @Test
    void halfCloseWithoutAMessage() {
        for (String method : List.of("ModelInfer", "ServerLive", "ModelMetadata")) {
            Status status = fixture.sendBytes("inference.GRPCInferenceService/" + method, new Metadata(), List.of());

            assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(status.getDescription()).contains("half-closed without a message");
        }
    }

    @Test
    void bytesThatAreNotTheMessage() {
        Status status =
                fixture.sendBytes(INFER, new Metadata(), List.of("not protobuf".getBytes(StandardCharsets.UTF_8)));

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).startsWith("the message is not an inference.ModelInferRequest");
    }

    @Test
    void methodThatDoesNotExist() {
        Status status = fixture.sendBytes("inference.GRPCInferenceService/NoSuch", new Metadata(), List.of());

        assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    }

    @Test
    void variantThatIsNotServed() {
        fixture.catalog.publish(TestModels.with(TestModels.topics(), ServedModel.State.READY, TestModels.FP32));
        expect(
                Requests.texts("a").putParameters("variant", Requests.text("int8-static")),
                Status.Code.NOT_FOUND,
                "variant 'int8-static' of model 'topics' is not served: there are 'fp32'");
        fixture.catalog.publish(TestModels.topics());
    }

    @Test
    void countsWhatItRefuses() throws InterruptedException {
        fixture.intake.rejected.clear();

        expect(Requests.texts(), Status.Code.INVALID_ARGUMENT, "no row");

        assertThat(fixture.intake.rejected.take().message()).contains("no row");
    }

    private static void parameter(String name, InferParameter value, String message) {
        expect(
                Requests.texts("a").putParameters(name, value),
                Status.Code.INVALID_ARGUMENT,
                "parameter '" + name + "' is " + message);
    }

    private static void expect(ModelInferRequest.Builder request, Status.Code code, String... messages) {
        StatusRuntimeException refusal = catchThrowableOfType(
                StatusRuntimeException.class, () -> fixture.client().modelInfer(request.build()));

        assertThat(refusal).as("nothing was refused").isNotNull();
        assertThat(refusal.getStatus().getDescription()).contains(messages);
        assertThat(refusal.getStatus().getCode()).isEqualTo(code);
    }
}
