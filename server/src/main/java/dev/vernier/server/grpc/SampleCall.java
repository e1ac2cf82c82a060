package dev.vernier.server.grpc;

import com.google.protobuf.ByteString;
import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelInferRequest.InferInputTensor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** One inference asked of a server on this machine, with what Vert.x has: a server has no other client. */
public final class SampleCall {
    private SampleCall() {}

    /** Asks a model that takes text; the future holds whether the status was OK. */
    public static Future<Boolean> ask(Vertx vertx, int port, String model, String text) {
        HttpClientOptions options =
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
        HttpClient client = vertx.createHttpClient(options);
        return client.request(HttpMethod.POST, port, "127.0.0.1", "/inference.GRPCInferenceService/ModelInfer")
                .compose(request -> send(request, frame(model, text)))
                .compose(response -> response.body().map(body -> isOk(response)))
                .eventually(client::close); // also keeps it reachable: Vert.x closes a client that is garbage
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, Buffer frame) {
        request.putHeader("content-type", "application/grpc").putHeader("te", "trailers");
        return request.send(frame);
    }

    private static boolean isOk(HttpClientResponse response) {
        return "0".equals(response.trailers().get("grpc-status"));
    }

    /** The request behind gRPC's prefix: a byte for no compression, four for the length. */
    private static Buffer frame(String model, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer element = ByteBuffer.allocate(Integer.BYTES + utf8.length).order(ByteOrder.LITTLE_ENDIAN);
        element.putInt(utf8.length).put(utf8).flip();
        byte[] message = ModelInferRequest.newBuilder()
                .setModelName(model)
                .addInputs(InferInputTensor.newBuilder()
                        .setName("text")
                        .setDatatype("BYTES")
                        .addShape(1))
                .addRawInputContents(ByteString.copyFrom(element))
                .build()
                .toByteArray();
        return Buffer.buffer().appendByte((byte) 0).appendInt(message.length).appendBytes(message);
    }
}
