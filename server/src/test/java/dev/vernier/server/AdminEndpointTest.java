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
        server = new InferenceServer(() -> ConfigReader.read(settings, Map.of(), Map.of()), store, opener);
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
