package dev.vernier.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.proto.inference.GRPCInferenceServiceGrpc;
import dev.vernier.proto.inference.ModelInferRequest;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many clients that behave badly. {@code -Dconnections=10000 -Dstreams=1000} is the long form. */
class ConnectionsTest {
    private static final int CONNECTIONS = Integer.getInteger("connections", 500);
    private static final int STREAMS = Integer.getInteger("streams", 100);
    private static final int STREAMS_OF_A_CONNECTION = 10;
    private static final int REQUESTS = 40;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EMPTY_SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    private final FrontEndFixture fixture = new FrontEndFixture();
    private final List<ManagedChannel> channels = new ArrayList<>();

    @AfterEach
    void stop() {
        channels.forEach(ManagedChannel::shutdownNow);
        fixture.close();
    }

    @Test
    void connectionsThatComeAndGoLeaveNothingBehind() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        fixture.client().modelInfer(Requests.floats(1, 2, 3, 4).build());
        comeAndGo(50, random);
        int threads = Thread.activeCount();
        long files = openFiles();

        comeAndGo(CONNECTIONS, random);

        await(() -> openFiles() <= files);
        assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads);
        assertThat(fixture.client()
                        .modelInfer(Requests.floats(1, 2, 3, 4).build())
                        .getModelName())
                .isEqualTo("identity");
    }

    @Test
    void readersThatStopAreBoundedAndDisturbNobody() {
        ModelInferRequest large = Requests.floats(new float[16_000]).build();
        List<StreamClient> stopped = open(STREAMS / 2);
        stopped.forEach(stream -> send(stream, large));
        List<StreamClient> reading = open(STREAMS / 2);
        reading.forEach(stream -> {
            stream.request(Integer.MAX_VALUE);
            send(stream, Requests.floats(1, 2, 3, 4).build());
        });

        assertThat(reading).allSatisfy(stream -> {
            assertThat(stream.await().isOk()).isTrue();
            assertThat(stream.received).hasSize(REQUESTS);
        });
        long accepted = fixture.intake.requests.stream()
                .filter(request -> request.frameBytes() > 50_000)
                .count();
        assertThat(accepted).isLessThan(STREAMS / 2 * REQUESTS / 2);
    }

    private List<StreamClient> open(int streams) {
        List<StreamClient> opened = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            if (i % STREAMS_OF_A_CONNECTION == 0) {
                channels.add(fixture.connect());
            }
            opened.add(StreamClient.open(GRPCInferenceServiceGrpc.newStub(channels.get(channels.size() - 1))));
        }
        return opened;
    }

    private static void send(StreamClient stream, ModelInferRequest request) {
        for (int i = 0; i < REQUESTS; i++) {
            stream.send(request);
        }
        stream.halfClose();
    }

    /** Connects, says nothing, something, or nonsense, and closes, now and then with a reset. */
    private void comeAndGo(int connections, Random random) throws IOException {
        for (int i = 0; i < connections; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.port)) {
                OutputStream out = socket.getOutputStream();
                switch (random.nextInt(4)) {
                    case 0 -> out.write(PREFACE, 0, random.nextInt(PREFACE.length));
                    case 1 -> {
                        out.write(PREFACE);
                        out.write(EMPTY_SETTINGS);
                    }
                    case 2 -> out.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    default -> {}
                }
                socket.setSoLinger(random.nextBoolean(), 0);
            }
        }
    }

    private static long openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        } catch (IOException notLinux) {
            return 0;
        }
    }

    private static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - until).isNegative();
            Thread.onSpinWait();
        }
    }
}
