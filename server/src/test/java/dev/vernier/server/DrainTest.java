package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.server.TestStore.Variant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM against a process of its own. */
class DrainTest {
    private static final int REQUESTS = 200;
    private static final Pattern ADDRESSES =
            Pattern.compile("listening grpc=127\\.0\\.0\\.1:(\\d+) metrics=127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    private Path directory;

    /** A child process and the ports on which it listens. */
    private record Child(Process process, int grpcPort, int metricsPort) implements AutoCloseable {
        void tell(String command) throws IOException {
            Writer commands = process.outputWriter(StandardCharsets.UTF_8);
            commands.write(command + "\n");
            commands.flush();
        }

        /** SIGTERM, with its streams left open. */
        void terminate() {
            process.toHandle().destroy();
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private Child start() throws IOException {
        TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        TestStore.with(directory, "late", Variant.reference());
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        classPath,
                        DrainedServer.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        List<String> seen = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            seen.add(line);
            Matcher addresses = ADDRESSES.matcher(line);
            if (addresses.find()) {
                return new Child(process, Integer.parseInt(addresses.group(1)), Integer.parseInt(addresses.group(2)));
            }
        }
        throw new IllegalStateException("the child ended: " + seen);
    }

    /** Sends requests, and waits until the server has them all. */
    private static List<ListenableFuture<ModelInferResponse>> fill(Child child, EchoClient client) throws Exception {
        awaitModel(client);
        List<ListenableFuture<ModelInferResponse>> answers = new ArrayList<>();
        for (int i = 1; i <= REQUESTS; i++) {
            answers.add(client.send("echo", i));
        }
        while (!scrape(child).contains("vernier_stage_duration_seconds_count{stage=\"decode\"} " + (REQUESTS + 1))) {
            Thread.onSpinWait();
        }
        return answers;
    }

    /** Waits until the model answers; a row of zeros does not wait at the gate. */
    private static void awaitModel(EchoClient client) throws Exception {
        while (!client.answers("echo")) {
            Thread.onSpinWait();
        }
    }

    private static String scrape(Child child) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + child.metricsPort() + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @RepeatedTest(10)
    void answersAllThatWasAcceptedThenEndsWithZero() throws Exception {
        try (Child child = start();
                EchoClient client = new EchoClient(child.grpcPort())) {
            List<ListenableFuture<ModelInferResponse>> answers = fill(child, client);
            child.terminate();
            while (client.isServing("echo")) {
                Thread.onSpinWait();
            }
            child.tell("run");
            for (int i = 1; i <= REQUESTS; i++) {
                assertThat(EchoClient.value(answers.get(i - 1).get(60, TimeUnit.SECONDS)))
                        .isEqualTo(i);
            }
            assertThat(child.process().isAlive()).isTrue();
            child.tell("load");

            assertThat(child.exitCode()).isZero();
        }
    }

    @Test
    void aSecondSignalGivesUpOnThem() throws Exception {
        try (Child child = start();
                EchoClient client = new EchoClient(child.grpcPort())) {
            List<ListenableFuture<ModelInferResponse>> answers = fill(child, client);
            child.terminate();
            while (client.isServing("echo")) {
                Thread.onSpinWait();
            }
            child.terminate();
            for (ListenableFuture<ModelInferResponse> answer : answers) {
                assertThat(answer)
                        .failsWithin(Duration.ofSeconds(60))
                        .withThrowableOfType(ExecutionException.class)
                        .withMessageContaining("UNAVAILABLE");
            }
            child.tell("run");
            child.tell("load");

            assertThat(child.exitCode()).isZero();
        }
    }
}
