package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP against a process of its own. */
class ReloadTest {
    @TempDir
    private Path directory;

    private static String configuration(ChildServer child) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + child.adminPort() + "/config");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** As under nohup: a JVM that is started so never hears it. */
    private static boolean isHangUpIgnored() throws Exception {
        Process probe = new ProcessBuilder("sh", "-c", "kill -HUP $$; echo ignored").start();
        try (BufferedReader output = probe.inputReader(StandardCharsets.UTF_8)) {
            return "ignored".equals(output.readLine());
        }
    }

    @Test
    void takesOverAChangedConfigurationAndKeepsItWhenTheNextIsWrong() throws Exception {
        assumeFalse(isHangUpIgnored(), "SIGHUP is ignored here");
        Path settings = directory.resolve(ChildServer.SETTINGS);
        try (ChildServer child = ChildServer.start(directory)) {
            Files.writeString(settings, "slo: 7s\n");
            child.hangUp();
            child.awaitLine("configuration reloaded");
            assertThat(configuration(child)).contains("slo: 7s\n");

            Files.writeString(settings, "slo: 8\n");
            child.hangUp();
            child.awaitLine("the configuration stays as it was, for the new one is wrong");
            assertThat(child.awaitLine("slo:")).isEqualTo("slo: `8` has no unit; use one of ns, us, ms, s, m");
            assertThat(configuration(child)).contains("slo: 7s\n");
        }
    }
}
