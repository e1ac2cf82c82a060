package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthTest {
    private FrontEndFixture fixture;
    private HealthGrpc.HealthBlockingStub client;

    @BeforeEach
    void start() {
        fixture = new FrontEndFixture();
        client = HealthGrpc.newBlockingStub(fixture.channel);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void tellsTheStatusOfServerServiceAndModel() {
        fixture.catalog.publish(TestModels.loading());

        assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(check("inference.GRPCInferenceService")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(check("topics")).isEqualTo(ServingStatus.SERVING);
        assertThat(check("slow")).isEqualTo(ServingStatus.NOT_SERVING);

        fixture.catalog.remove(TestModels.loading().version());

        assertThat(check("")).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void doesNotKnowOtherServices() {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, () -> check("other"));

        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(failure.getStatus().getDescription()).contains("'other'", "topics");
    }

    @Test
    void servesNothingWhileDraining() {
        fixture.catalog.drain();

        assertThat(check("")).isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(check("topics")).isEqualTo(ServingStatus.NOT_SERVING);
    }

    @Test
    void tellsAWatcherEachChange() {
        Iterator<HealthCheckResponse> statuses = watch("slow");
        assertThat(statuses.next().getStatus()).isEqualTo(ServingStatus.SERVICE_UNKNOWN);

        fixture.catalog.publish(TestModels.loading());
        assertThat(statuses.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);

        fixture.catalog.publish(TestModels.identity());
        fixture.catalog.remove(TestModels.loading().version());
        assertThat(statuses.next().getStatus()).isEqualTo(ServingStatus.SERVICE_UNKNOWN);
    }

    @Test
    void tellsAWatcherOfTheServerThatItDrains() {
        Iterator<HealthCheckResponse> statuses = watch("");
        assertThat(statuses.next().getStatus()).isEqualTo(ServingStatus.SERVING);

        fixture.catalog.drain();

        assertThat(statuses.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
    }

    private Iterator<HealthCheckResponse> watch(String service) {
        return client.watch(request(service));
    }

    private ServingStatus check(String service) {
        return client.check(request(service)).getStatus();
    }

    private static HealthCheckRequest request(String service) {
        return HealthCheckRequest.newBuilder().setService(service).build();
    }
}
