package dev.vernier.store.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vernier.store.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
    @TempDir
    private Path directory;

    /** A row as a verb has it. */
    private record Row(double p50Ms, double offeredRps, Measure speedup, boolean accepted) {}

    @Test
    void hasTheEnvelopeOfEveryResult() throws IOException {
        Path file = directory.resolve("a/b/result.json");
        try (ResultFile result = new ResultFile(file, "bench ceiling --seed 7", 7, true)) {
            result.complete();
        }

        JsonNode json = read(file);
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "vernier", "commit", "command", "seed", "started", "seconds", "quick", "complete", "machine");
        assertThat(json.get("vernier").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(json.get("command").asText()).isEqualTo("bench ceiling --seed 7");
        assertThat(json.get("seed").asLong()).isEqualTo(7);
        assertThat(Instant.parse(json.get("started").asText())).isBefore(Instant.now());
        assertThat(json.get("quick").asBoolean()).isTrue();
        assertThat(json.get("complete").asBoolean()).isTrue();
        assertThat(json.get("machine").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "cpu", "cores", "isa", "memory_mib", "jdk", "onnxruntime", "load_average", "other_cpu_cores");
        assertThat(json.get("machine").get("onnxruntime").asText()).matches("1\\.\\d+\\.\\d+");
        assertThat(json.get("machine").get("memory_mib").asLong()).isPositive();
    }

    @Test
    void writesAMeasureAndARecordByTheNamesOfTheContract() throws IOException {
        Path file = directory.resolve("result.json");
        Measure speedup = new Measure(2.31, 2.27, 2.36, 40, "paired-bootstrap");
        try (ResultFile result = new ResultFile(file, "demo", 1, false)) {
            result.set("rows", List.of(new Row(1.5, 20, speedup, true))).set("gate", null);
            result.complete();
        }

        assertThat(read(file).get("rows").get(0))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"p50_ms\":1.5,\"offered_rps\":20.0,\"accepted\":true,\"speedup\":"
                                + "{\"value\":2.31,\"ci_low\":2.27,\"ci_high\":2.36,\"n\":40,"
                                + "\"ci\":\"paired-bootstrap\"}}"));
        assertThat(read(file).get("gate").isNull()).isTrue();
    }

    @Test
    void saysThatARunWasCutShort() throws IOException {
        Path file = directory.resolve("result.json");
        try (ResultFile result = new ResultFile(file, "demo", 1, false)) {
            result.set("rows", List.of());
        }

        assertThat(read(file).get("complete").asBoolean()).isFalse();
        assertThat(read(file).get("rows")).isEmpty();
    }

    @Test
    void isWrittenWhenTheProcessIsToldToEnd() throws Exception {
        Path file = directory.resolve("result.json");
        Process run = ChildJvm.start(InterruptedRun.class, file.toString());
        try (BufferedReader lines = run.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("ready");
            run.destroy();
            run.waitFor();
        }

        assertThat(read(file).get("complete").asBoolean()).isFalse();
        assertThat(read(file).get("rows").asInt()).isEqualTo(3);
    }

    @Test
    void writesNoFileWhereNoneIsWanted() throws IOException {
        try (ResultFile result = new ResultFile(null, "demo", 1, false)) {
            result.complete();
        }

        assertThat(directory).isEmptyDirectory();
    }

    private static JsonNode read(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }
}
