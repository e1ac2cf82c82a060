package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.vernier.proto.inference.GRPCInferenceServiceGrpc;
import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.server.request.Cancellation;
import dev.vernier.server.request.Failure;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that goes away cancels its request; an outcome that comes later does no harm. */
class CancellationTest {
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
    void hold() {
        fixture.intake.held.clear();
        fixture.intake.hold(true);
    }

    @Test
    void aCancelledCallCancelsItsRequest() throws InterruptedException {
        ListenableFuture<ModelInferResponse> call = infer(fixture.channel);
        FakeIntake.Held held = fixture.intake.held.take();

        call.cancel(true);

        awaitCancelled(held);
        answersWithoutHarm(held);
    }

    @Test
    void aDeadlineThatPassesAtTheClientCancelsTheRequest() throws InterruptedException {
        ListenableFuture<ModelInferResponse> call = GRPCInferenceServiceGrpc.newFutureStub(fixture.channel)
                .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                .modelInfer(Requests.texts("a").build());
        FakeIntake.Held held = fixture.intake.held.take();

        awaitCancelled(held);
        assertThatThrownBy(call::get)
                .cause()
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        answersWithoutHarm(held);
    }

    @Test
    void aConnectionThatBreaksCancelsItsRequests() throws InterruptedException {
        ManagedChannel channel = fixture.connect();
        ListenableFuture<ModelInferResponse> call = infer(channel);
        FakeIntake.Held held = fixture.intake.held.take();

        channel.shutdownNow();

        awaitCancelled(held);
        assertThatThrownBy(call::get).isNotNull();
        answersWithoutHarm(held);
    }

    /** As many as a client with short deadlines gives up in a second when it offers too much. */
    @Test
    void callsThatAreGivenUpByTheHundredLeaveTheConnectionUp() throws Exception {
        ListenableFuture<ModelInferResponse> patient = infer(fixture.channel);
        FakeIntake.Held kept = fixture.intake.held.take();
        for (int call = 0; call < 500; call++) {
            ListenableFuture<ModelInferResponse> givenUp = infer(fixture.channel);
            FakeIntake.Held held = fixture.intake.held.take();
            givenUp.cancel(true);
            awaitCancelled(held);
        }

        fixture.intake.finish(kept.request(), kept.call());

        assertThat(patient.get().getModelName()).isEqualTo("topics");
    }

    @Test
    void anEndOfOursCancelsNothing() throws Exception {
        ListenableFuture<ModelInferResponse> call = infer(fixture.channel);
        FakeIntake.Held held = fixture.intake.held.take();

        fixture.intake.finish(held.request(), held.call());

        assertThat(call.get().getModelName()).isEqualTo("topics");
        assertThat(held.call().cancellation().isCancelled()).isFalse();
    }

    private static ListenableFuture<ModelInferResponse> infer(ManagedChannel channel) {
        return GRPCInferenceServiceGrpc.newFutureStub(channel)
                .modelInfer(Requests.texts("a").build());
    }

    static void awaitCancelled(FakeIntake.Held held) throws InterruptedException {
        Cancellation cancellation = held.call().cancellation();
        CountDownLatch cancelled = new CountDownLatch(1);
        cancellation.onCancel(cancelled::countDown);
        assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(cancellation.isCancelled()).isTrue();
    }

    private static void answersWithoutHarm(FakeIntake.Held held) throws InterruptedException {
        held.call().answer(FakeIntake.response(held.request()));
        held.call().loop().execute(held.call()::send);
        held.call().fail(Failure.invalid("late"));
        CountDownLatch sent = new CountDownLatch(1);
        held.call().loop().execute(() -> {
            held.call().send();
            sent.countDown();
        });
        assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
        fixture.intake.hold(false);
        assertThat(fixture.client().modelInfer(Requests.texts("b").build()).getModelName())
                .isEqualTo("topics");
    }
}
