package dev.vernier.loadtest.load;

import dev.vernier.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import dev.vernier.proto.inference.InferParameter;
import dev.vernier.proto.inference.InferTensorContents;
import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.proto.inference.ModelInferResponse.InferOutputTensor;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A gRPC server on a free port of the loopback whose answers a test scripts by the number of the request. */
public final class FakeInferenceServer implements AutoCloseable {
    /** Answers one request, at once or never. */
    public interface Script {
        void answer(int number, ModelInferRequest request, StreamObserver<ModelInferResponse> reply);
    }

    private final Server server;

    private FakeInferenceServer(Server server) {
        this.server = server;
    }

    public static FakeInferenceServer start(Script script) throws IOException {
        AtomicInteger number = new AtomicInteger();
        return new FakeInferenceServer(NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new GRPCInferenceServiceImplBase() {
                    @Override
                    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> reply) {
                        script.answer(number.getAndIncrement(), request, reply);
                    }
                })
                .build()
                .start());
    }

    public String target() {
        return "127.0.0.1:" + server.getPort();
    }

    /** Answers a request with class probabilities, as the given variant. */
    public static void answer(
            ModelInferRequest request,
            StreamObserver<ModelInferResponse> reply,
            String variant,
            List<Float> probabilities) {
        answer(request.getId(), reply, variant, probabilities);
    }

    static void answer(String id, StreamObserver<ModelInferResponse> reply, String variant, List<Float> probabilities) {
        reply.onNext(ModelInferResponse.newBuilder()
                .setId(id)
                .putParameters(
                        "variant",
                        InferParameter.newBuilder().setStringParam(variant).build())
                .addOutputs(InferOutputTensor.newBuilder()
                        .setName("probabilities")
                        .setDatatype("FP32")
                        .addShape(1)
                        .addShape(probabilities.size())
                        .setContents(InferTensorContents.newBuilder().addAllFp32Contents(probabilities)))
                .build());
        reply.onCompleted();
    }

    static void refuse(StreamObserver<ModelInferResponse> reply, Status status) {
        reply.onError(status.asRuntimeException());
    }

    /** The text that a request carries. */
    static String text(ModelInferRequest request) {
        return request.getRawInputContents(0).substring(Integer.BYTES).toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
