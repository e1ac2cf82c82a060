package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReflectionTest {
    private static FrontEndFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new FrontEndFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void answersEveryQuestionOfACall() {
        List<ServerReflectionResponse> answers = ask(
                ServerReflectionRequest.newBuilder().setListServices("").build(),
                symbol("inference.GRPCInferenceService"),
                symbol("no.such.Symbol"));

        assertThat(answers).hasSize(3);
        assertThat(answers.get(0).getListServicesResponse().getServiceList())
                .extracting(service -> service.getName())
                .containsExactly(
                        "grpc.health.v1.Health",
                        "grpc.reflection.v1.ServerReflection",
                        "inference.GRPCInferenceService",
                        "vernier.v1.Routing");
        assertThat(answers.get(1).getFileDescriptorResponse().getFileDescriptorProtoCount())
                .isEqualTo(1);
        assertThat(answers.get(2).getErrorResponse().getErrorCode()).isEqualTo(5);
    }

    @Test
    void findsTheFileOfEverySymbol() {
        List<ServerReflectionResponse> answers = ask(
                symbol("inference.GRPCInferenceService.ModelInfer"),
                symbol("inference.ModelInferRequest.InferInputTensor"),
                symbol("inference.ModelInferRequest.model_name"),
                symbol("inference.InferParameter.parameter_choice"),
                file("inference.proto"));

        assertThat(answers).allSatisfy(answer -> assertThat(files(answer)).containsExactly("inference.proto"));
        assertThat(files(ask(symbol("vernier.v1.Routing.ExplainRoute")).get(0)))
                .containsExactly("vernier.proto", "inference.proto");
        assertThat(files(ask(symbol("grpc.health.v1.HealthCheckResponse.ServingStatus"))
                        .get(0)))
                .hasSize(1);
    }

    @Test
    void hasNoExtensions() {
        ServerReflectionResponse answer = ask(ServerReflectionRequest.newBuilder()
                        .setAllExtensionNumbersOfType("inference.ModelInferRequest")
                        .build())
                .get(0);

        assertThat(answer.getErrorResponse().getErrorCode()).isEqualTo(5);
    }

    private static List<String> files(ServerReflectionResponse answer) {
        List<String> names = new ArrayList<>();
        for (ByteString file : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
            try {
                names.add(FileDescriptorProto.parseFrom(file).getName());
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        }
        return names;
    }

    private static ServerReflectionRequest symbol(String symbol) {
        return ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(symbol)
                .build();
    }

    private static ServerReflectionRequest file(String name) {
        return ServerReflectionRequest.newBuilder().setFileByFilename(name).build();
    }

    private static List<ServerReflectionResponse> ask(ServerReflectionRequest... questions) {
        List<ServerReflectionResponse> answers = new ArrayList<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> call = ServerReflectionGrpc.newStub(fixture.channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse answer) {
                        answers.add(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        done.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        done.complete(null);
                    }
                });
        for (ServerReflectionRequest question : questions) {
            call.onNext(question);
        }
        call.onCompleted();
        done.join();
        return answers;
    }
}
