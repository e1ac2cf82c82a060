package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelStreamInferResponse;
import dev.vernier.server.request.Failure;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** ModelStreamInfer, by a real client that controls its own flow. */
class StreamTest {
    private FrontEndFixture fixture;

    @BeforeEach
    void start() {
        fixture = new FrontEndFixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void answersEveryRequestInItsOrder() {
        StreamClient client = open();
        List<String> ids = IntStream.range(0, 200).mapToObj(Integer::toString).toList();

        ids.forEach(id -> client.send(Requests.texts("a").setId(id).build()));
        client.halfClose();

        client.request(Integer.MAX_VALUE);
        assertThat(client.await().isOk()).isTrue();
        assertThat(client.received)
                .extracting(response -> response.getInferResponse().getId())
                .isEqualTo(ids);
    }

    @Test
    void answersWithWhatAUnaryCallAnswers() {
        ModelInferRequest request = Requests.texts("one two").setId("7").build();
        StreamClient client = open();

        client.send(request);
        client.halfClose();
        client.request(1);

        assertThat(client.await().isOk()).isTrue();
        assertThat(client.received)
                .containsExactly(ModelStreamInferResponse.newBuilder()
                        .setInferResponse(fixture.client().modelInfer(request))
                        .build());
    }

    @Test
    void keepsTheOrderWhenALaterAnswerIsFirst() throws InterruptedException {
        fixture.intake.hold(true);
        StreamClient client = open();
        client.request(2);
        client.send(Requests.texts("a").setId("first").build());
        client.send(Requests.texts("b").setId("second").build());
        client.halfClose();
        FakeIntake.Held first = fixture.intake.held.take();
        FakeIntake.Held second = fixture.intake.held.take();

        fixture.intake.finish(second.request(), second.call());
        fixture.intake.finish(first.request(), first.call());

        assertThat(client.await().isOk()).isTrue();
        assertThat(client.received)
                .extracting(response -> response.getInferResponse().getId())
                .containsExactly("first", "second");
    }

    @Test
    void anErrorIsAMessageAndTheStreamGoesOn() throws InterruptedException {
        StreamClient client = open();
        client.request(3);

        client.send(Requests.texts("a").setModelName("other").setId("bad").build());
        client.send(Requests.texts("a").setId("good").build());
        client.halfClose();

        assertThat(client.await().isOk()).isTrue();
        assertThat(client.received.get(0).getErrorMessage()).startsWith("Request for unknown model: 'other'");
        assertThat(client.received.get(0).getInferResponse().getId()).isEqualTo("bad");
        assertThat(client.received.get(1).getErrorMessage()).isEmpty();
        assertThat(client.received.get(1).getInferResponse().getId()).isEqualTo("good");
        assertThat(fixture.intake.rejected.take().message()).contains("'other'");
    }

    @Test
    void aFailureBehindTheQueueIsAMessageToo() {
        fixture.intake.failWith(Failure.invalid("no"));
        StreamClient client = open();
        client.request(1);

        client.send(Requests.texts("a").setId("7").build());
        client.halfClose();

        assertThat(client.await().isOk()).isTrue();
        assertThat(client.received.get(0).getErrorMessage()).isEqualTo("no");
        assertThat(client.received.get(0).getInferResponse().getId()).isEqualTo("7");
    }

    @Test
    void anErrorEndsTheStreamWhereTheClientAsksForAStatus() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("triton_grpc_error", Metadata.ASCII_STRING_MARSHALLER), "true");
        StreamClient client = StreamClient.open(
                fixture.asyncClient().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)));
        client.request(2);

        client.send(Requests.texts("a").setId("good").build());
        client.send(Requests.texts("a").setModelName("other").build());

        Status status = client.await();
        assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(status.getDescription()).startsWith("Request for unknown model: 'other'");
        assertThat(client.received).hasSize(1);
    }

    @Test
    void aStreamWithoutRequestsEndsWell() {
        StreamClient client = open();

        client.halfClose();

        assertThat(client.await().isOk()).isTrue();
    }

    @Test
    void aMessageOverTheLimitEndsTheStream() {
        StreamClient client = open();
        client.request(1);

        client.send(Requests.floats(new float[80_000]).build());

        Status status = client.await();
        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(status.getDescription()).contains("over the limit of 300000 bytes");
    }

    @Test
    void aCancelledStreamCancelsItsRequests() throws InterruptedException {
        fixture.intake.hold(true);
        StreamClient client = open();
        client.send(Requests.texts("a").build());
        client.send(Requests.texts("b").build());
        FakeIntake.Held first = fixture.intake.held.take();
        FakeIntake.Held second = fixture.intake.held.take();

        client.cancel();

        CancellationTest.awaitCancelled(first);
        CancellationTest.awaitCancelled(second);
        fixture.intake.finish(first.request(), first.call());
        fixture.intake.finish(second.request(), second.call());
    }

    @Test
    void takesNoMoreRequestsThanItMayHold() throws InterruptedException {
        fixture.intake.hold(true);
        StreamClient client = open();
        client.request(Integer.MAX_VALUE);
        IntStream.range(0, 50).forEach(id -> client.send(Requests.texts("a").build()));
        client.halfClose();

        for (int answered = 0; answered < 50; answered++) {
            FakeIntake.Held held = fixture.intake.held.take();
            assertThat(fixture.intake.held.size()).isLessThan(FrontEndFixture.LIMITS.streamRequests());
            fixture.intake.finish(held.request(), held.call());
        }

        assertThat(client.await().isOk()).isTrue();
        assertThat(client.received).hasSize(50);
    }

    /**
     * The reader asks for nothing, the writer sends until the connection takes no more. What the server has accepted by then
     * is bounded by its limits and by the windows, far below what was offered; another stream on the same connection is
     * answered meanwhile, and when the reader reads again, every request has its answer.
     */
    @Test
    void aReaderThatStopsIsBoundedAndDisturbsNobody() throws InterruptedException {
        float[] values = new float[16_000];
        ModelInferRequest large = Requests.floats(values).build();
        int offered = 400;
        StreamClient slow = open();
        int sent = slow.sendWhileReady(large, offered);

        StreamClient other = open();
        other.request(Integer.MAX_VALUE);
        IntStream.range(0, 200).forEach(id -> other.send(Requests.texts("a").build()));
        other.halfClose();
        assertThat(other.await().isOk()).isTrue();
        assertThat(other.received).hasSize(200);

        assertThat(sent).isLessThan(offered);
        long acceptedBytes = fixture.intake.requests.stream()
                .filter(request -> request.model().name().equals("identity"))
                .mapToLong(request -> request.frameBytes())
                .sum();
        assertThat(acceptedBytes).isLessThan(40L * large.getSerializedSize());

        slow.halfClose();
        slow.request(Integer.MAX_VALUE);
        assertThat(slow.await().isOk()).isTrue();
        assertThat(slow.received).hasSize(sent);
    }

    private StreamClient open() {
        return StreamClient.open(fixture.asyncClient().withDeadlineAfter(30, TimeUnit.SECONDS));
    }
}
