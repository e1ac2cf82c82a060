package dev.vernier.server.grpc;

import dev.vernier.proto.inference.GRPCInferenceServiceGrpc;
import dev.vernier.server.request.ModelCatalog;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The front end on a free port, a fake behind it, and a real client before it. */
final class FrontEndFixture implements AutoCloseable {
    static final int MESSAGE_LIMIT = 300_000;
    static final GrpcLimits LIMITS = new GrpcLimits(MESSAGE_LIMIT, 100, 1 << 16, 1 << 20, 4);

    final ModelCatalog catalog = new ModelCatalog();
    final FakeIntake intake = new FakeIntake();
    final GrpcFrontEnd frontEnd;
    final int port;
    final ManagedChannel channel;
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));

    FrontEndFixture() {
        catalog.publish(TestModels.topics());
        catalog.publish(TestModels.identity());
        frontEnd = new GrpcFrontEnd(vertx, catalog, intake, System::nanoTime, LIMITS);
        port = frontEnd.listen("127.0.0.1", 0)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        channel = connect();
    }

    ManagedChannel connect() {
        return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub client() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofSeconds(20));
    }

    GRPCInferenceServiceGrpc.GRPCInferenceServiceStub asyncClient() {
        return GRPCInferenceServiceGrpc.newStub(channel);
    }

    /** Sends messages of any bytes to a unary method, closes the client's side, and gives the call's status. */
    Status sendBytes(String method, Metadata headers, List<byte[]> messages) {
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .setFullMethodName(method)
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        ClientCall<byte[], byte[]> call =
                channel.newCall(descriptor, CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS));
        CompletableFuture<Status> outcome = new CompletableFuture<>();
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, @Nullable Metadata trailers) {
                        outcome.complete(status);
                    }
                },
                headers);
        call.request(Integer.MAX_VALUE);
        messages.forEach(call::sendMessage);
        call.halfClose();
        return outcome.join();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        intake.close();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
