package dev.vernier.server.grpc;

import dev.vernier.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceStub;
import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelStreamInferResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A stream whose reader takes only what the test asks for. */
final class StreamClient implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {
    final List<ModelStreamInferResponse> received = new CopyOnWriteArrayList<>();
    private final CompletableFuture<ClientCallStreamObserver<ModelInferRequest>> started = new CompletableFuture<>();
    private final CompletableFuture<Status> outcome = new CompletableFuture<>();
    private final Semaphore ready = new Semaphore(0);

    static StreamClient open(GRPCInferenceServiceStub stub) {
        StreamClient client = new StreamClient();
        stub.modelStreamInfer(client);
        return client;
    }

    void send(ModelInferRequest request) {
        call().onNext(request);
    }

    /** Sends copies until the connection takes no more for a second, or all are sent; returns how many. */
    int sendWhileReady(ModelInferRequest request, int copies) throws InterruptedException {
        int sent = 0;
        while (sent < copies && (call().isReady() || ready.tryAcquire(1, TimeUnit.SECONDS))) {
            if (call().isReady()) {
                call().onNext(request);
                sent++;
            }
        }
        return sent;
    }

    void request(int responses) {
        call().request(responses);
    }

    void halfClose() {
        call().onCompleted();
    }

    void cancel() {
        call().cancel("the test cancels", null);
    }

    Status await() {
        return outcome.join();
    }

    private ClientCallStreamObserver<ModelInferRequest> call() {
        return started.join();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ModelInferRequest> call) {
        call.disableAutoRequestWithInitial(0);
        call.setOnReadyHandler(ready::release);
        started.complete(call);
    }

    @Override
    public void onNext(ModelStreamInferResponse response) {
        received.add(response);
    }

    @Override
    public void onError(Throwable failure) {
        outcome.complete(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
        outcome.complete(Status.OK);
    }
}
