package dev.vernier.server.grpc;

import com.sun.management.ThreadMXBean;
import dev.vernier.policy.Explanation;
import dev.vernier.policy.Reason;
import dev.vernier.proto.inference.GRPCInferenceServiceGrpc;
import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.server.request.Budget;
import dev.vernier.server.request.Call;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceRequest;
import dev.vernier.server.request.InferenceResponse;
import dev.vernier.server.request.Intake;
import dev.vernier.server.request.ModelCatalog;
import dev.vernier.server.request.RouteQuestion;
import dev.vernier.store.ElementType;
import dev.vernier.store.Tensor;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Compares the two wires: event loop's CPU time and allocation for a ModelInfer call of one FP32 tensor that is copied into
 * a direct buffer and back. Not a test; RATIONALE.md says how to run it.
 */
final class WireComparison {
    private static final int ROUNDS = 7;
    private static final int IN_FLIGHT = 16;
    private static final int MESSAGE_LIMIT = 8 << 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));

    public static void main(String[] arguments) throws InterruptedException {
        new WireComparison().compare();
        System.exit(0);
    }

    private void compare() throws InterruptedException {
        for (int floats : new int[] {360, 12_000, 25_600, 150_528}) {
            List<double[]> vertxGrpc = new ArrayList<>();
            List<double[]> framed = new ArrayList<>();
            int calls = floats > 100_000 ? 1_000 : 10_000;
            try (Side one = new Side(false, floats);
                    Side other = new Side(true, floats)) {
                one.run(calls);
                other.run(calls);
                for (int round = 0; round < ROUNDS; round++) {
                    vertxGrpc.add(one.run(calls));
                    framed.add(other.run(calls));
                }
            }
            print(floats, "vertx-grpc", vertxGrpc);
            print(floats, "framed", framed);
        }
    }

    private static void print(int floats, String wire, List<double[]> rounds) {
        System.out.printf(
                "%7d floats %-10s %8.1f us cpu %10.0f B %8.0f calls/s%n",
                floats, wire, median(rounds, 0), median(rounds, 1), median(rounds, 2));
    }

    private static double median(List<double[]> rounds, int column) {
        double[] values =
                rounds.stream().mapToDouble(round -> round[column]).sorted().toArray();
        return values[values.length / 2];
    }

    /** One server with one client. */
    private final class Side implements AutoCloseable {
        private final ManagedChannel channel;
        private final ModelInferRequest request;
        private final long loopThread;

        Side(boolean isFramed, int floats) throws InterruptedException {
            ModelCatalog catalog = new ModelCatalog();
            catalog.publish(TestModels.identity());
            InferencePath path =
                    new InferencePath(vertx, new InferenceDecoder(catalog), new InlineIntake(floats), System::nanoTime);
            Handler<HttpServerRequest> handler =
                    isFramed ? request -> open(path, new FramedWire(request, MESSAGE_LIMIT)) : vertxGrpc(path);
            int port = vertx.createHttpServer(GrpcFrontEnd.http(GrpcLimits.DEFAULT))
                    .requestHandler(handler)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()
                    .actualPort();
            channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .maxInboundMessageSize(MESSAGE_LIMIT)
                    .build();
            request = Requests.floats(new float[floats]).build();
            CountDownLatch known = new CountDownLatch(1);
            long[] id = new long[1];
            vertx.runOnContext(v -> {
                id[0] = Thread.currentThread().getId();
                known.countDown();
            });
            known.await();
            loopThread = id[0];
        }

        private Handler<HttpServerRequest> vertxGrpc(InferencePath path) {
            ServiceMethod<Buffer, Buffer> method = ServiceMethod.server(
                    ServiceName.create("inference.GRPCInferenceService"),
                    "ModelInfer",
                    GrpcMessageEncoder.IDENTITY,
                    GrpcMessageDecoder.IDENTITY);
            return GrpcServer.server(vertx, new GrpcServerOptions().setMaxMessageSize(MESSAGE_LIMIT))
                    .callHandler(method, request -> open(path, new VertxWire(request, MESSAGE_LIMIT)));
        }

        private void open(InferencePath path, Wire wire) {
            Exchange exchange = new Exchange(wire, MESSAGE_LIMIT);
            exchange.open(new UnaryInference(exchange, path, new CallDeadline(path.now(), Budget.UNLIMITED)));
        }

        /** Microseconds of CPU and bytes allocated by the loop for a call, and calls a second. */
        double[] run(int calls) throws InterruptedException {
            CountDownLatch done = new CountDownLatch(calls);
            AtomicInteger left = new AtomicInteger(calls);
            long cpu = threads.getThreadCpuTime(loopThread);
            long bytes = threads.getThreadAllocatedBytes(loopThread);
            long start = System.nanoTime();
            for (int i = 0; i < IN_FLIGHT; i++) {
                next(left, done);
            }
            done.await();
            long nanos = System.nanoTime() - start;
            return new double[] {
                (threads.getThreadCpuTime(loopThread) - cpu) / 1e3 / calls,
                (threads.getThreadAllocatedBytes(loopThread) - bytes) / (double) calls,
                calls * 1e9 / nanos
            };
        }

        private void next(AtomicInteger left, CountDownLatch done) {
            if (left.getAndDecrement() <= 0) {
                return;
            }
            GRPCInferenceServiceGrpc.newStub(channel).modelInfer(request, new StreamObserver<>() {
                @Override
                public void onNext(ModelInferResponse response) {}

                @Override
                public void onError(Throwable failure) {
                    throw new IllegalStateException(failure);
                }

                @Override
                public void onCompleted() {
                    done.countDown();
                    next(left, done);
                }
            });
        }

        @Override
        public void close() {
            channel.shutdownNow();
        }
    }

    /** Answers on the loop, through one direct buffer. */
    private static final class InlineIntake implements Intake {
        private final List<Tensor> tensors;

        InlineIntake(int floats) {
            tensors = List.of(Tensor.allocate(ElementType.FP32, floats / 4, 4));
        }

        @Override
        public void submit(InferenceRequest request, Call call) {
            request.inputs()
                    .write(
                            0,
                            0,
                            request.inputs().rows(),
                            1,
                            tensors.get(0).buffer().clear());
            tensors.get(0).buffer().rewind();
            call.answer(new InferenceResponse(TestModels.FP32, Reason.REFERENCE, 0, 0, tensors, 0));
            call.send();
        }

        @Override
        public Explanation explain(RouteQuestion question) {
            throw new IllegalStateException("nobody asks");
        }

        @Override
        public void rejected(Failure failure) {
            throw new IllegalStateException(failure.toString());
        }
    }
}
