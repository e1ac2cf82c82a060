package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import dev.vernier.proto.inference.ModelInferResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM against a process of its own. */
class DrainTest {
    private static final int REQUESTS = 200;

    @TempDir
    private Path directory;

    /** Sends requests, and waits until the server has them all. */
    private static List<ListenableFuture<ModelInferResponse>> fill(ChildServer child, EchoClient client)
            throws Exception {
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

    private static String scrape(ChildServer child) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + child.metricsPort() + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @RepeatedTest(10)
    void answersAllThatWasAcceptedThenEndsWithZero() throws Exception {
        try (ChildServer child = ChildServer.start(directory);
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
        try (ChildServer child = ChildServer.start(directory);
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
