package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.server.TestStore.Variant;
import dev.vernier.server.config.ConfigReader;
import dev.vernier.server.config.ServerConfig;
import dev.vernier.store.ModelStore;
import dev.vernier.store.Profiler;
import io.grpc.Status;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once, over real sockets: cancels, deadlines, dead connections, session faults, models that come and go, and a
 * drain at a random moment. {@code -Dstress=200000} is the long form.
 */
class StressTest {
    private static final int REQUESTS = Integer.getInteger("stress", 6_000);
    private static final int CLIENTS = 3;
    private static final int UNDER_WAY = 50;

    /** What a client may be told here; INTERNAL for the faults that the sessions have. */
    private static final Set<Status.Code> EXPECTED = EnumSet.of(
            Status.Code.CANCELLED,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.UNAVAILABLE,
            Status.Code.NOT_FOUND,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.INTERNAL);

    @TempDir
    private Path directory;

    private final List<FakeSession> sessions = new CopyOnWriteArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();

    @Test
    void everyRequestIsAnsweredOrCancelledOnceAndNothingIsLeftBehind() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int drainAfter = REQUESTS / 2 + random.nextInt(REQUESTS / 2);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
        try (InferenceServer server = server(seed)) {
            server.start().get(60, TimeUnit.SECONDS);
            List<Future<Map<Status.Code, Integer>>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(client(server.grpcPort(), new Random(seed + 1 + i))));
            }
            Future<?> operator = threads.submit(() -> operate(server.adminPort(), new Random(seed - 1)));
            while (sent.get() < drainAfter) {
                Thread.onSpinWait();
            }
            server.drain();
            for (Future<Map<Status.Code, Integer>> client : clients) {
                assertThat(EXPECTED)
                        .containsAll(client.get(60, TimeUnit.SECONDS).keySet());
            }
            operator.cancel(true);

            assertThat(answers.get()).isPositive();
            assertThat(server.inFlight()).isZero();
            assertThat(server.queue()).isEqualTo(new QueueState(0, 0, 0, 0));
        } finally {
            threads.shutdownNow();
        }
        assertThat(sessions).isNotEmpty().allMatch(FakeSession::isClosed);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("vernier-"));
    }

    private InferenceServer server(long seed) {
        ServerConfig config = ConfigReader.read(
                null,
                Map.of(),
                Map.of("grpc-port", "0", "metrics-port", "0", "admin-port", "0", "lanes", "2", "max-batch", "4"));
        TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        ModelStore store = TestStore.with(directory, "other", Variant.reference());
        VariantOpener opener = new VariantOpener(
                store,
                (version, card) -> {
                    FakeSession session = faulty(new Random(seed + sessions.size()));
                    sessions.add(session);
                    return session;
                },
                new Profiler(Duration.ZERO));
        return new InferenceServer(new LiveConfig(() -> config), store, opener);
    }

    /** Rows of zeros, with which models are warmed up, never fail. */
    private static FakeSession faulty(Random random) {
        return new FakeSession((input, termination) -> {
            if (input.buffer().getFloat(0) == 0) {
                return;
            }
            int dice;
            synchronized (random) {
                dice = random.nextInt(200);
            }
            LockSupport.parkNanos(dice * 5_000L);
            if (dice == 0) {
                throw FakeSession.engineFailure();
            } else if (dice == 1) {
                throw new IllegalStateException("injected");
            }
        });
    }

    /** Sends its share, some of it with a short deadline, some to be cancelled, over connections that die; counts what it is told. */
    private Callable<Map<Status.Code, Integer>> client(int port, Random random) {
        return () -> {
            Map<Status.Code, Integer> told = new EnumMap<>(Status.Code.class);
            List<ListenableFuture<ModelInferResponse>> underWay = new ArrayList<>();
            for (int left = REQUESTS / CLIENTS; left > 0; ) {
                try (EchoClient client = new EchoClient(port)) {
                    for (int calls = Math.min(left, 1 + random.nextInt(300)); calls > 0; calls--, left--) {
                        underWay.add(disturbed(client, random));
                        if (underWay.size() == UNDER_WAY) {
                            count(underWay.remove(random.nextInt(UNDER_WAY)), told);
                        }
                    }
                }
                for (ListenableFuture<ModelInferResponse> call : underWay) {
                    count(call, told);
                }
                underWay.clear();
            }
            return told;
        };
    }

    private ListenableFuture<ModelInferResponse> disturbed(EchoClient client, Random random) {
        Duration deadline = Duration.ofMillis(random.nextInt(5) == 0 ? 1 + random.nextInt(20) : 30_000);
        String model = random.nextInt(10) == 0 ? "other" : "echo";
        ListenableFuture<ModelInferResponse> call = client.send(model, 1 + random.nextInt(1000), deadline);
        sent.incrementAndGet();
        if (random.nextInt(10) == 0) {
            call.cancel(true);
        }
        return call;
    }

    private void count(ListenableFuture<ModelInferResponse> call, Map<Status.Code, Integer> told) throws Exception {
        try {
            assertThat(call.get(60, TimeUnit.SECONDS).getRawOutputContentsCount())
                    .isEqualTo(1);
            answers.incrementAndGet();
        } catch (CancellationException cancelled) {
            told.merge(Status.Code.CANCELLED, 1, Integer::sum);
        } catch (ExecutionException failed) {
            told.merge(Status.fromThrowable(failed.getCause()).getCode(), 1, Integer::sum);
        }
    }

    /** Loads and unloads models until it is interrupted or the server is gone. */
    private static void operate(int port, Random random) {
        HttpClient http = HttpClient.newHttpClient();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                String change = random.nextInt(3) == 0 ? "unload" : "load";
                String model = random.nextInt(3) == 0 ? "echo" : "other";
                URI uri = URI.create("http://127.0.0.1:" + port + "/models/" + model + "/" + change);
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
                http.send(request, HttpResponse.BodyHandlers.discarding());
            }
        } catch (Exception gone) {
            Thread.currentThread().interrupt();
        }
    }
}
