package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.vernier.proto.inference.GRPCInferenceServiceGrpc;
import dev.vernier.proto.inference.ModelInferResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResetFloodTest {
    /** Every deadline that passes under overload resets its call: that is load, not an attack. */
    @Test
    void aConnectionOutlivesManyCancelledCalls() throws Exception {
        try (FrontEndFixture fixture = new FrontEndFixture()) {
            ListenableFuture<ModelInferResponse> survivor = hold(fixture);
            FakeIntake.Held held = fixture.intake.held.take();
            for (int i = 0; i < 800; i++) {
                ListenableFuture<ModelInferResponse> call = hold(fixture);
                FakeIntake.Held cancelled = fixture.intake.held.take();
                call.cancel(true);
                CancellationTest.awaitCancelled(cancelled);
            }

            fixture.intake.finish(held.request(), held.call());

            assertThat(survivor.get().getModelName()).isEqualTo("topics");
        }
    }

    /** A call that is refused at once is over on both sides: nothing is left to be reset. */
    @Test
    void aConnectionOutlivesManyRefusals() throws Exception {
        try (FrontEndFixture fixture = new FrontEndFixture()) {
            ListenableFuture<ModelInferResponse> survivor = hold(fixture);
            FakeIntake.Held held = fixture.intake.held.take();
            for (int i = 0; i < 800; i++) {
                ListenableFuture<ModelInferResponse> refused = GRPCInferenceServiceGrpc.newFutureStub(fixture.channel)
                        .modelInfer(Requests.texts("a").setModelName("other").build());
                assertThat(refused).failsWithin(Duration.ofSeconds(30));
            }

            fixture.intake.finish(held.request(), held.call());

            assertThat(survivor.get().getModelName()).isEqualTo("topics");
        }
    }

    private static ListenableFuture<ModelInferResponse> hold(FrontEndFixture fixture) {
        fixture.intake.hold(true);
        return GRPCInferenceServiceGrpc.newFutureStub(fixture.channel)
                .modelInfer(Requests.texts("a").build());
    }
}
