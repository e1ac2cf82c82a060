package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vernier.proto.inference.ModelMetadataRequest;
import dev.vernier.proto.inference.ModelMetadataResponse;
import dev.vernier.proto.inference.ModelMetadataResponse.TensorMetadata;
import dev.vernier.proto.inference.ModelReadyRequest;
import dev.vernier.proto.inference.ServerLiveRequest;
import dev.vernier.proto.inference.ServerMetadataRequest;
import dev.vernier.proto.inference.ServerMetadataResponse;
import dev.vernier.proto.inference.ServerReadyRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class QueriesTest {
    private static FrontEndFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new FrontEndFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void theServerIsLiveAndReadyWhenAllItsModelsAre() {
        assertThat(fixture.client()
                        .serverLive(ServerLiveRequest.getDefaultInstance())
                        .getLive())
                .isTrue();
        assertThat(isServerReady()).isTrue();

        fixture.catalog.publish(TestModels.loading());

        assertThat(isServerReady()).isFalse();
        fixture.catalog.remove(TestModels.loading().version());
        assertThat(isServerReady()).isTrue();
    }

    @Test
    void announcesOnlyWhatItHas() {
        ServerMetadataResponse metadata = fixture.client().serverMetadata(ServerMetadataRequest.getDefaultInstance());

        assertThat(metadata.getName()).isEqualTo("vernier");
        assertThat(metadata.getVersion()).isNotEmpty();
        assertThat(metadata.getExtensionsList()).containsExactly("binary_tensor_data", "parameters");
    }

    @Test
    void tellsWhetherAModelIsReady() {
        fixture.catalog.publish(TestModels.loading());

        assertThat(isReady("topics", "")).isTrue();
        assertThat(isReady("topics", "3")).isTrue();
        assertThat(isReady("slow", "")).isFalse();
        fixture.catalog.remove(TestModels.loading().version());
    }

    @Test
    void doesNotKnowOtherModels() {
        StatusRuntimeException failure =
                catchThrowableOfType(StatusRuntimeException.class, () -> isReady("topics", "9"));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(failure.getStatus().getDescription()).startsWith("Request for unknown model");
    }

    @Test
    void describesATextModelByTheInputThatAGenericClientCanFill() {
        ModelMetadataResponse metadata = fixture.client()
                .modelMetadata(
                        ModelMetadataRequest.newBuilder().setName("topics").build());

        assertThat(metadata.getVersionsList()).containsExactly("3");
        assertThat(metadata.getInputsList())
                .containsExactly(TensorMetadata.newBuilder()
                        .setName("text")
                        .setDatatype("BYTES")
                        .addShape(-1)
                        .build());
        assertThat(metadata.getOutputs(1).getShapeList()).containsExactly(-1L, -1L, 2L);
        assertThat(metadata.getPropertiesMap())
                .containsEntry("token_inputs", "input_ids INT64,attention_mask INT64,token_type_ids INT64")
                .containsEntry("fidelity_metric", "1 - disagreement")
                .containsEntry("variants", "fp32,mixed,int8-static")
                .containsEntry("loaded_variants", "fp32,int8-static")
                .containsEntry("labels", "noun,verb")
                .containsEntry("accuracy_floor", "0.8");
    }

    @Test
    void describesAModelOfTensorsByThem() {
        ModelMetadataResponse metadata = fixture.client()
                .modelMetadata(
                        ModelMetadataRequest.newBuilder().setName("identity").build());

        assertThat(metadata.getInputs(0).getName()).isEqualTo("x");
        assertThat(metadata.getInputs(0).getDatatype()).isEqualTo("FP32");
        assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 4L);
    }

    private static boolean isServerReady() {
        return fixture.client()
                .serverReady(ServerReadyRequest.getDefaultInstance())
                .getReady();
    }

    private static boolean isReady(String model, String version) {
        return fixture.client()
                .modelReady(ModelReadyRequest.newBuilder()
                        .setName(model)
                        .setVersion(version)
                        .build())
                .getReady();
    }
}
