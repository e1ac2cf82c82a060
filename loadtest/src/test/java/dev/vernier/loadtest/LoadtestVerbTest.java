package dev.vernier.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vernier.loadtest.load.FakeInferenceServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LoadtestVerbTest {
    private static final List<Float> SECOND_CLASS = List.of(0.25f, 0.75f);

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path texts = Path.of("");

    @BeforeEach
    void writeTexts() throws Exception {
        texts = Files.writeString(directory.resolve("texts.jsonl"), """
                {"text": "first", "label": 1}
                {"text": "second", "label": 0}
                """);
    }

    @Test
    void writesEveryFieldOfTheContract() throws Exception {
        Path json = directory.resolve("result.json");
        Path histogram = directory.resolve("latency.hlog");
        try (FakeInferenceServer server = FakeInferenceServer.start(
                (number, request, reply) -> FakeInferenceServer.answer(request, reply, "int8-static", SECOND_CLASS))) {
            int exit = run(
                    server,
                    "--rate",
                    "500",
                    "--slo",
                    "1m",
                    "--json",
                    json.toString(),
                    "--histogram",
                    histogram.toString());
            assertThat(exit).as(err.toString()).isZero();
        }

        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(names(result))
                .contains("vernier", "commit", "command", "seed", "started", "seconds", "quick", "complete", "machine")
                .contains("target", "series", "offered_rps", "throughput_rps", "goodput_rps", "slo_attainment")
                .contains("accuracy_offered", "accuracy_served", "p50_ms", "p90_ms", "p99_ms", "p999_ms", "max_ms")
                .contains("sent", "in_time", "late", "shed", "failed", "lost")
                .contains("client_cpu_s", "server_cpu_s", "client_bound", "histogram");
        assertThat(result.path("complete").asBoolean()).isTrue();
        assertThat(result.path("in_time").asInt())
                .isEqualTo(result.path("sent").asInt())
                .isPositive();
        assertThat(result.path("mix").path("int8-static").asDouble()).isEqualTo(1);
        assertThat(result.path("accuracy_served").asDouble()).isBetween(0.4, 0.6);
        assertThat(result.path("command").asText()).startsWith("loadtest --target");
        assertThat(result.path("server_cpu_s").isNumber())
                .as("the fake runs on this machine")
                .isTrue();
        assertThat(sum(result.path("series"), "sent"))
                .isEqualTo(result.path("sent").asInt());
        assertThat(histogram).content().contains("StartTimestamp", "Vernier loadtest");
        assertThat(out.toString()).contains("in time", "100.00 %", "int8-static");
    }

    @Test
    void fieldsOfLabelsAreNullWithoutLabels() throws Exception {
        Path json = directory.resolve("result.json");
        Files.writeString(texts, "no label\n");
        try (FakeInferenceServer server = FakeInferenceServer.start(
                (number, request, reply) -> FakeInferenceServer.answer(request, reply, "fp32", SECOND_CLASS))) {
            run(server, "--step", "200,400", "--json", json.toString());
        }

        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(result.path("accuracy_offered").isNull()).isTrue();
        assertThat(result.path("histogram").isNull()).isTrue();
    }

    @Test
    void anAnswerToAnotherRequestFailsTheVerb() throws Exception {
        try (FakeInferenceServer server = FakeInferenceServer.start((number, request, reply) ->
                FakeInferenceServer.answer(request.toBuilder().setId("other").build(), reply, "fp32", SECOND_CLASS))) {
            assertThat(run(server, "--ramp", "100..300")).isEqualTo(1);
        }
        assertThat(err.toString()).contains("another request's id");
    }

    @Test
    void aServerThatIsNotThereIsCountedAndNamed() {
        assertThat(execute(
                        "loadtest",
                        "--target",
                        "127.0.0.1:1",
                        "--model",
                        "m",
                        "--data",
                        texts.toString(),
                        "--rate",
                        "50",
                        "--duration",
                        "200ms",
                        "--warm-up",
                        "0s"))
                .isZero();
        assertThat(out.toString()).contains("first failure", "UNAVAILABLE");
    }

    @Test
    void mistakesOnTheCommandLineAreExplained() {
        String data = texts.toString();
        assertThat(execute("loadtest", "--model", "m", "--data", data)).isEqualTo(2);
        assertThat(execute("loadtest", "--model", "m", "--data", data, "--rate", "5", "--ramp", "1..2"))
                .isEqualTo(2);
        assertThat(execute("loadtest", "--model", "m", "--data", data, "--rate", "0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("must be positive");
        assertThat(execute("loadtest", "--model", "m", "--data", data, "--ramp", "10-20"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("FROM..TO");
        assertThat(execute("loadtest", "--model", "m", "--data", data, "--rate", "5", "--slo", "60"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'60' is not a duration");
        assertThat(execute("loadtest", "--model", "m", "--store", directory.toString(), "--rate", "5"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("is no model store");
    }

    private int run(FakeInferenceServer server, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "loadtest",
                "--target",
                server.target(),
                "--model",
                "m",
                "--data",
                texts.toString(),
                "--duration",
                "400ms",
                "--warm-up",
                "100ms",
                "--arrivals",
                "constant"));
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        CommandLine commandLine = LoadtestMain.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static int sum(JsonNode rows, String field) {
        int sum = 0;
        for (JsonNode row : rows) {
            sum += row.path(field).asInt();
        }
        return sum;
    }
}
