package dev.vernier.loadtest.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.proto.inference.ModelInferResponse.InferOutputTensor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/**
 * The verb {@code echo}: the least that a Vert.x gRPC server can do with an inference request, with nothing of ours in it. It
 * parses the request and answers with the same tensor.
 */
@Command(
        name = "echo",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "A bare Vert.x gRPC server that sends a request's tensor back.")
public final class EchoCommand implements Callable<Integer> {
    private static final int MAX_MESSAGE_BYTES = 8 << 20;
    private static final int STREAM_WINDOW_BYTES = 1 << 20;
    private static final int CONNECTION_WINDOW_BYTES = 16 << 20;
    private static final int STREAMS = 1_000;

    @Override
    public Integer call() throws InterruptedException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        GrpcServer grpc = GrpcServer.server(vertx, new GrpcServerOptions().setMaxMessageSize(MAX_MESSAGE_BYTES));
        grpc.callHandler(
                ServiceMethod.server(
                        ServiceName.create("inference", "GRPCInferenceService"),
                        "ModelInfer",
                        GrpcMessageEncoder.IDENTITY,
                        GrpcMessageDecoder.IDENTITY),
                EchoCommand::answer);
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                .setInitialSettings(new Http2Settings()
                        .setInitialWindowSize(STREAM_WINDOW_BYTES)
                        .setMaxConcurrentStreams(STREAMS));
        int port = vertx.createHttpServer(options)
                .requestHandler(grpc)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        System.out.println("ready grpc=127.0.0.1:" + port + " metrics=none");
        new CountDownLatch(1).await();
        return 0;
    }

    private static void answer(GrpcServerRequest<Buffer, Buffer> call) {
        call.handler(message -> {
            try {
                byte[] answer = answer(ModelInferRequest.parseFrom(message.getBytes()));
                call.response().end(Buffer.buffer(answer));
            } catch (InvalidProtocolBufferException e) {
                call.response().status(GrpcStatus.INVALID_ARGUMENT).end();
            }
        });
    }

    private static byte[] answer(ModelInferRequest request) {
        ByteString tensor = request.getRawInputContents(0);
        return ModelInferResponse.newBuilder()
                .setModelName(request.getModelName())
                .setId(request.getId())
                .addOutputs(InferOutputTensor.newBuilder()
                        .setName("y")
                        .setDatatype("FP32")
                        .addAllShape(request.getInputs(0).getShapeList()))
                .addRawOutputContents(tensor)
                .build()
                .toByteArray();
    }
}
