package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vernier.server.TestStore.Variant;
import dev.vernier.server.config.ConfigReader;
import dev.vernier.store.ModelStore;
import dev.vernier.store.Profiler;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server as an operator sees it. */
class AdminEndpointTest {
    private static final String SETTINGS = "grpc-port: 0\nmetrics-port: 0\nadmin-port: 0\nlanes: 2\nslo: 10s\n";

    @TempDir
    private Path directory;

    private Path settings;
    private InferenceServer server;

    @BeforeEach
    void start() throws Exception {
        settings = Files.writeString(directory.resolve("serve.yaml"), SETTINGS);
        ModelStore store = TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        VariantOpener opener = new VariantOpener(
                store, (version, card) -> new FakeSession((input, termination) -> {}), new Profiler(Duration.ZERO));
        server = new InferenceServer(
                new LiveConfig(() -> ConfigReader.read(settings, Map.of(), Map.of())), store, opener);
        server.start().get(60, TimeUnit.SECONDS);
        while (!models().get(0).get("state").asText().equals("ready")) {
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.adminPort() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode models() throws Exception {
        return new ObjectMapper().readTree(send("GET", "/models").body());
    }

    @Test
    void showsTheModelsAndTheirVariants() throws Exception {
        JsonNode echo = models().get(0);

        assertThat(echo.get("name").asText()).isEqualTo("echo");
        assertThat(echo.get("version").asText()).isEqualTo("1");
        assertThat(echo.get("in_store").get(0).asText()).isEqualTo("1");
        assertThat(echo.get("accuracy_floor").asDouble()).isEqualTo(0.95);
        assertThat(echo.get("variants").findValuesAsText("name")).containsExactly("fp32", "int8");
        assertThat(echo.get("variants").findValuesAsText("state")).containsExactly("ready", "ready");
        assertThat(echo.get("variants").get(1).get("fidelity").asDouble()).isEqualTo(0.97);
        assertThat(echo.get("variants").get(0).get("rss_mib").asDouble()).isNotNegative();
    }

    @Test
    void unloadsAndLoadsAModelBesideALiveServer() throws Exception {
        try (EchoClient client = new EchoClient(server.grpcPort())) {
            assertThat(client.answers("echo")).isTrue();

            assertThat(send("POST", "/models/echo/unload").statusCode()).isEqualTo(200);
            assertThat(models().get(0).get("state").asText()).isEqualTo("unloaded");
            assertThat(client.answers("echo")).isFalse();
            assertThat(send("POST", "/models/echo/unload").statusCode()).isEqualTo(404);

            assertThat(send("POST", "/models/echo/load").statusCode()).isEqualTo(200);
            assertThat(client.answers("echo")).isTrue();
        }
    }

    @Test
    void swapsVersionsUnderTrafficWithoutAnError() throws Exception {
        TestStore.with(directory, "echo", Variant.reference());
        try (EchoClient client = new EchoClient(server.grpcPort())) {
            Thread swaps = new Thread(() -> {
                try {
                    for (int i = 0; i < 10; i++) {
                        send("POST", "/models/echo/load?version=" + (1 + i % 2));
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            swaps.start();
            int asked = 0;
            while (swaps.isAlive() || asked < 100) {
                asked++;
                assertThat(EchoClient.value(client.send("echo", asked).get(30, TimeUnit.SECONDS)))
                        .isEqualTo(asked);
            }
            swaps.join();
        }
        assertThat(models().get(0).get("version").asText()).isEqualTo("2");
    }

    @Test
    void showsTheConfigurationAndTakesOverAChangedOne() throws Exception {
        assertThat(send("GET", "/config").body()).contains("slo: 10s\n", "queue-requests: 16384\n");

        Files.writeString(settings, SETTINGS + "queue-requests: 7\n");
        assertThat(send("POST", "/config/reload").statusCode()).isEqualTo(200);
        assertThat(send("GET", "/config").body()).contains("queue-requests: 7\n");
    }

    @Test
    void keepsItsConfigurationWhenTheNewOneIsWrong() throws Exception {
        Files.writeString(settings, SETTINGS.replace("10s", "10"));
        HttpResponse<String> refused = send("POST", "/config/reload");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("slo: `10` has no unit");

        Files.writeString(settings, SETTINGS.replace("lanes: 2", "lanes: 3"));
        assertThat(send("POST", "/config/reload").body()).contains("lanes: 2 -> 3 needs a restart");
        assertThat(send("GET", "/config").body()).contains("slo: 10s\n", "lanes: 2\n");
    }

    private HttpResponse<String> reload(String experiment) throws Exception {
        Files.writeString(settings, SETTINGS + "models: {echo: {" + experiment + "}}\n");
        return send("POST", "/config/reload");
    }

    private String metrics() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.metricsPort() + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void anExperimentComesAndGoesWithTheConfiguration() throws Exception {
        try (EchoClient client = new EchoClient(server.grpcPort())) {
            assertThat(client.sendAs("ann", "echo").get().getParametersMap()).doesNotContainKey("arm");

            assertThat(reload("experiment: {name: trial, arms: [{name: fast, share: 1, variant: int8}]}")
                            .statusCode())
                    .isEqualTo(200);
            var response = client.sendAs("ann", "echo").get();
            assertThat(response.getParametersOrThrow("arm").getStringParam()).isEqualTo("fast");
            assertThat(response.getParametersOrThrow("variant").getStringParam())
                    .isEqualTo("int8");
            assertThat(response.getParametersOrThrow("reason").getStringParam()).isEqualTo("PIN");
            assertThat(metrics())
                    .contains("vernier_experiment_requests_total{arm=\"fast\",experiment=\"trial\",model=\"echo\","
                            + "outcome=\"in_time\"} 1.0\n")
                    .contains(
                            "vernier_experiment_strays_total{arm=\"fast\",experiment=\"trial\",model=\"echo\"} 0.0\n");

            assertThat(reload("slo: 10s").statusCode()).isEqualTo(200);
            assertThat(client.sendAs("ann", "echo").get().getParametersMap()).doesNotContainKey("arm");
        }
    }

    @Test
    void anExperimentThatDoesNotFitItsModelChangesNothing() throws Exception {
        String arms = "models.echo.experiment.arms[0].";
        HttpResponse<String> unknown =
                reload("slo: 1s, experiment: {name: trial, arms: [{name: a, share: 1, variant: int9}]}");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains(arms + "variant: `int9` is not served; did you mean `int8`?");
        assertThat(reload("accuracy-floor: 0.98, experiment: {name: trial, arms: [{name: a, share: 1, variant: int8}]}")
                        .body())
                .contains(arms + "variant: the fidelity of `int8`, 0.97, is below the model's accuracy-floor, 0.98");
        assertThat(reload("experiment: {name: trial, arms: [{name: a, share: 1, accuracy-floor: 0.9}]}")
                        .body())
                .contains(arms + "accuracy-floor: 0.9 is below the model's, 0.95, which holds for all");
        assertThat(send("GET", "/config").body()).doesNotContain("trial", "slo: 1s");
    }

    @Test
    void aRefusedExperimentLeavesThePolicyAsWell() throws Exception {
        String arms = "[{name: a, share: 1, variant: int9}]";
        Files.writeString(
                settings,
                SETTINGS + "policy: static-int8\nmodels: {echo: {experiment: {name: trial, arms: " + arms + "}}}\n");

        assertThat(send("POST", "/config/reload").statusCode()).isEqualTo(400);

        try (EchoClient client = new EchoClient(server.grpcPort())) {
            assertThat(client.explain("echo").getVariant()).isEqualTo("fp32");
        }
    }

    @Test
    void aVersionWithoutAnArmsVariantIsNotLoaded() throws Exception {
        TestStore.with(directory, "echo", Variant.reference());
        reload("experiment: {name: trial, arms: [{name: a, share: 1, variant: int8}]}");

        HttpResponse<String> refused = send("POST", "/models/echo/load?version=2");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("arms[0].variant: `int8` is not served; did you mean `fp32`?");
        assertThat(models().get(0).get("version").asText()).isEqualTo("1");
        assertThat(send("POST", "/models/echo/load?version=1").statusCode()).isEqualTo(200);
    }

    @Test
    void tellsWhatItDoesNotKnow() throws Exception {
        assertThat(send("GET", "/").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/").body()).contains("POST /models/NAME/unload");
        assertThat(send("GET", "/models/echo/unload").statusCode()).isEqualTo(405);
        assertThat(send("POST", "/models/ecco/load").body()).contains("there are [echo]");
        assertThat(send("POST", "/models/echo/load?version=9").body()).contains("it has [1]");
        assertThat(send("POST", "/models/echo/unload", "Origin", "http://example.com")
                        .statusCode())
                .isEqualTo(403);
    }
}
