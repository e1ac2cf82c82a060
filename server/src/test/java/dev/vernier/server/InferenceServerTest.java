package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.proto.v1.ExplainRouteResponse;
import dev.vernier.proto.v1.Option;
import dev.vernier.proto.v1.Reason;
import dev.vernier.proto.v1.Refusal;
import dev.vernier.server.TestStore.Variant;
import dev.vernier.server.config.ConfigReader;
import dev.vernier.server.config.ServerConfig;
import dev.vernier.store.ModelStore;
import dev.vernier.store.Profiler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wired server, with real sockets and clients, on sessions without an engine. */
class InferenceServerTest {
    private static final ServerConfig CONFIG = config("adaptive");

    /** Every meter of the contract, as Prometheus shows it, with its tags but those that name no dimension. */
    private static final List<String> METERS = List.of(
            "vernier_request_duration_seconds_bucket{model=\"echo\",outcome=\"in_time\",variant=\"fp32\"",
            "vernier_stage_duration_seconds_count{stage=\"decode\"}",
            "vernier_stage_duration_seconds_count{stage=\"queue\"}",
            "vernier_stage_duration_seconds_count{stage=\"run\"}",
            "vernier_stage_duration_seconds_count{stage=\"encode\"}",
            "vernier_queue_wait_seconds_count{model=\"echo\"}",
            "vernier_queue_requests ",
            "vernier_queue_bytes ",
            "vernier_batch_rows_sum ",
            "vernier_batch_tokens_sum ",
            "vernier_requests_total{model=\"echo\",reason=\"REFERENCE\",variant=\"fp32\"}",
            "vernier_shed_total{model=\"echo\",reason=\"DEADLINE\"}",
            "vernier_price ",
            "vernier_backlog_seconds ",
            "vernier_reference_work_total ",
            "vernier_effective_accuracy{model=\"echo\",window=\"1s\"}",
            "vernier_effective_accuracy{model=\"echo\",window=\"10s\"}",
            "vernier_accuracy_debt_total{model=\"echo\"}",
            "vernier_prediction_error_sum{variant=\"fp32\"}",
            "vernier_lanes_busy ",
            "vernier_run_cpu_seconds_total ");

    /** A metric of ours by its name in an expression; recorded ones have colons. */
    private static final Pattern METRIC = Pattern.compile("\\bvernier_[a-z0-9_]+");

    @TempDir
    private Path directory;

    private static ServerConfig config(String policy) {
        return ConfigReader.read(
                null,
                Map.of("VERNIER_POLICY", policy),
                Map.of("grpc-port", "0", "metrics-port", "0", "admin-port", "0", "lanes", "2", "slo", "10s"));
    }

    private InferenceServer server(FakeSession session) {
        ModelStore store = TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        VariantOpener opener = new VariantOpener(store, (version, card) -> session, new Profiler(Duration.ZERO));
        return new InferenceServer(new LiveConfig(() -> CONFIG), store, opener);
    }

    @Test
    void answersOverGrpcAndShowsEveryMeter() throws Exception {
        try (InferenceServer server = server(new FakeSession((input, termination) -> {}))) {
            server.start().get(60, TimeUnit.SECONDS);
            try (EchoClient client = new EchoClient(server.grpcPort())) {
                assertThat(client.isServerReady()).isTrue();
                ModelInferResponse response = client.send("echo", 42).get(30, TimeUnit.SECONDS);

                assertThat(EchoClient.value(response)).isEqualTo(42);
                assertThat(response.getParametersOrThrow("variant").getStringParam())
                        .isEqualTo("fp32");
            }
            HttpResponse<String> scrape = get(server, "GET", "/metrics");
            assertThat(scrape.statusCode()).isEqualTo(200);
            assertThat(METERS).allSatisfy(meter -> assertThat(scrape.body()).contains("\n" + meter));
            assertThat(scrape.body())
                    .contains("vernier_requests_total{model=\"echo\",reason=\"REFERENCE\",variant=\"fp32\"} 1.0");
        }
    }

    @Test
    void aBaselineDecidesInPlaceOfThePolicy() throws Exception {
        AtomicReference<ServerConfig> config = new AtomicReference<>(config("static-int8"));
        ModelStore store = TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        FakeSession session = new FakeSession((input, termination) -> {});
        VariantOpener opener = new VariantOpener(store, (version, card) -> session, new Profiler(Duration.ZERO));
        try (InferenceServer server = new InferenceServer(new LiveConfig(config::get), store, opener)) {
            server.start().get(60, TimeUnit.SECONDS);
            try (EchoClient client = new EchoClient(server.grpcPort())) {
                assertThat(variant(client)).isEqualTo("int8");
                config.set(config("adaptive"));
                server.reload();
                assertThat(variant(client)).as("after a reload").isEqualTo("fp32");
            }
        }
    }

    private static String variant(EchoClient client) throws Exception {
        ModelInferResponse response = client.send("echo", 42).get(30, TimeUnit.SECONDS);
        return response.getParametersOrThrow("variant").getStringParam();
    }

    @Test
    void hasEveryMetricThatTheDeployedRulesName() throws Exception {
        String rules = Files.readString(Path.of("..", "deploy", "prometheus", "vernier-rules.yml"));
        Set<String> named =
                METRIC.matcher(rules).results().map(MatchResult::group).collect(Collectors.toSet());
        assertThat(named).contains("vernier_requests_total", "vernier_reference_work_total");
        try (InferenceServer server = server(new FakeSession((input, termination) -> {}))) {
            server.start().get(60, TimeUnit.SECONDS);
            String scrape = get(server, "GET", "/metrics").body();

            assertThat(named).allSatisfy(metric -> assertThat(scrape).containsPattern("(?m)^" + metric + "[ {]"));
        }
    }

    /** What was counted, without the gauges, the buckets and what runs by itself. */
    private static List<String> counts(InferenceServer server) throws Exception {
        return get(server, "GET", "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("vernier_") && line.contains("_total"))
                .toList();
    }

    @Test
    void explainsARouteAndLeavesNoTrace() throws Exception {
        try (InferenceServer server = server(new FakeSession((input, termination) -> {}))) {
            server.start().get(60, TimeUnit.SECONDS);
            try (EchoClient client = new EchoClient(server.grpcPort())) {
                List<String> before = counts(server);

                ExplainRouteResponse explained = client.explain("echo");

                assertThat(explained.getVariant()).isEqualTo("fp32");
                assertThat(explained.getReason()).isEqualTo(Reason.REASON_REFERENCE);
                assertThat(explained.getRefusal()).isEqualTo(Refusal.REFUSAL_NONE);
                assertThat(explained.getOptionsList())
                        .extracting(Option::getVariant)
                        .containsExactly("fp32", "int8");
                assertThat(counts(server)).isEqualTo(before).isNotEmpty();
                assertThat(server.queue().requests()).isZero();
                assertThat(server.inFlight()).isZero();

                ModelInferResponse answered = client.send("echo", 42).get(30, TimeUnit.SECONDS);
                assertThat(answered.getParametersOrThrow("variant").getStringParam())
                        .isEqualTo("fp32");
                assertThat(answered.getParametersOrThrow("reason").getStringParam())
                        .isEqualTo("REFERENCE");
            }
        }
    }

    @Test
    void showsNothingButTheMetersOnTheirPort() throws Exception {
        try (InferenceServer server = server(new FakeSession((input, termination) -> {}))) {
            server.start().get(60, TimeUnit.SECONDS);

            assertThat(get(server, "GET", "/").statusCode()).isEqualTo(404);
            assertThat(get(server, "POST", "/metrics").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void drainsWhatItHasAcceptedAndLeavesNoThreadBehind() throws Exception {
        Gate gate = new Gate();
        FakeSession gated = new FakeSession((input, termination) -> {
            if (input.buffer().getFloat(0) == 7) {
                gate.pass();
            }
        });
        try (InferenceServer server = server(gated)) {
            server.start().get(60, TimeUnit.SECONDS);
            try (EchoClient client = new EchoClient(server.grpcPort())) {
                var running = client.send("echo", 7);
                gate.awaitArrival();
                gate.open();

                assertThat(server.drain()).isTrue();
                assertThat(EchoClient.value(running.get(30, TimeUnit.SECONDS))).isEqualTo(7);
                assertThat(client.isServerReady()).isFalse();
            }
        }

        assertThat(gated.isClosed()).isTrue();
        RunningThreads.awaitNone("vernier-lane");
        RunningThreads.awaitNone("vernier-loader");
    }

    private static HttpResponse<String> get(InferenceServer server, String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.metricsPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
