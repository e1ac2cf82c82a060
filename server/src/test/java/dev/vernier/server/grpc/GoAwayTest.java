package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.vernier.proto.inference.GRPCInferenceServiceGrpc;
import dev.vernier.proto.inference.ModelInferResponse;
import io.grpc.ConnectivityState;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server that stops sends its clients elsewhere, and still answers what it has accepted. */
class GoAwayTest {
    @Test
    void aConnectionTakesNoNewCallAndAnswersThoseUnderWay() throws Exception {
        try (FrontEndFixture fixture = new FrontEndFixture()) {
            fixture.intake.hold(true);
            ListenableFuture<ModelInferResponse> underWay = GRPCInferenceServiceGrpc.newFutureStub(fixture.channel)
                    .modelInfer(Requests.texts("a").build());
            FakeIntake.Held held = fixture.intake.held.take();
            CountDownLatch leftTheConnection = new CountDownLatch(1);
            fixture.channel.notifyWhenStateChanged(ConnectivityState.READY, leftTheConnection::countDown);

            fixture.frontEnd.shutdown(Duration.ofSeconds(30));
            assertThat(leftTheConnection.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(underWay).isNotDone();

            fixture.intake.finish(held.request(), held.call());
            assertThat(underWay.get(30, TimeUnit.SECONDS).getModelName()).isEqualTo("topics");
        }
    }
}
