package dev.vernier.server;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import dev.vernier.proto.inference.GRPCInferenceServiceGrpc;
import dev.vernier.proto.inference.InferParameter;
import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelInferRequest.InferInputTensor;
import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.proto.inference.ServerReadyRequest;
import dev.vernier.proto.v1.ExplainRouteRequest;
import dev.vernier.proto.v1.ExplainRouteResponse;
import dev.vernier.proto.v1.RoutingGrpc;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** A real gRPC client of a server that serves {@link FakeSession}s. */
final class EchoClient implements AutoCloseable {
    private final ManagedChannel channel;

    EchoClient(int port) {
        channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    }

    /** Sends a row that begins with the value. */
    ListenableFuture<ModelInferResponse> send(String model, float value) {
        return send(model, value, Duration.ofSeconds(60));
    }

    ListenableFuture<ModelInferResponse> send(String model, float value, Duration deadline) {
        return send(request(model, value).build(), deadline);
    }

    /** Sends a row on behalf of a unit. */
    ListenableFuture<ModelInferResponse> sendAs(String unit, String model) {
        InferParameter parameter =
                InferParameter.newBuilder().setStringParam(unit).build();
        return send(request(model, 0).putParameters("unit", parameter).build(), Duration.ofSeconds(60));
    }

    private ListenableFuture<ModelInferResponse> send(ModelInferRequest request, Duration deadline) {
        return GRPCInferenceServiceGrpc.newFutureStub(channel)
                .withDeadlineAfter(deadline)
                .modelInfer(request);
    }

    private static ModelInferRequest.Builder request(String model, float value) {
        ByteBuffer row = ByteBuffer.allocate(2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        row.putFloat(value).putFloat(0);
        return ModelInferRequest.newBuilder()
                .setModelName(model)
                .addInputs(InferInputTensor.newBuilder()
                        .setName("in")
                        .setDatatype("FP32")
                        .addShape(1)
                        .addShape(2))
                .addRawInputContents(ByteString.copyFrom(row.flip()));
    }

    ExplainRouteResponse explain(String model) {
        ExplainRouteRequest request =
                ExplainRouteRequest.newBuilder().setModelName(model).build();
        return RoutingGrpc.newBlockingStub(channel)
                .withDeadlineAfter(Duration.ofSeconds(60))
                .explainRoute(request);
    }

    static float value(ModelInferResponse response) {
        return response.getRawOutputContents(0)
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
    }

    /** Whether the model answers already. */
    boolean answers(String model) throws InterruptedException {
        try {
            return send(model, 0).get().getRawOutputContentsCount() == 1;
        } catch (ExecutionException notYet) {
            return false;
        }
    }

    /** Whether the server offers to serve the model. */
    boolean isServing(String model) {
        HealthCheckRequest request =
                HealthCheckRequest.newBuilder().setService(model).build();
        return HealthGrpc.newBlockingStub(channel).check(request).getStatus() == ServingStatus.SERVING;
    }

    boolean isServerReady() {
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .serverReady(ServerReadyRequest.getDefaultInstance())
                .getReady();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
