package dev.vernier.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateVerbTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int simulate(String... options) {
        CommandLine commands = LoadtestMain.commandLine();
        commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] arguments = new String[options.length + 1];
        arguments[0] = "simulate";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return commands.execute(arguments);
    }

    private Path write(String name, String content) throws Exception {
        return Files.writeString(directory.resolve(name), content);
    }

    @Test
    void writesEveryFieldOfTheContract() throws Exception {
        Path json = directory.resolve("result.json");
        int exit = simulate("--duration", "2s", "--arrivals", "bursty", "--slo", "25,60", "--json", json.toString());
        assertThat(exit).as(err.toString()).isZero();
        assertThat(out.toString()).contains("bursty on demo", "adaptive", "static-fp32");

        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(result.path("complete").asBoolean()).isTrue();
        assertThat(result.path("events_per_s").asDouble()).isPositive();
        assertThat(result.path("rows")).hasSize(6);
        JsonNode row = result.path("rows").get(0);
        assertThat(row.path("policy").asText()).isEqualTo("adaptive");
        assertThat(List.of(
                        "trace",
                        "seed",
                        "policy",
                        "effective_accuracy",
                        "oracle_ratio",
                        "oracle_gap_certified",
                        "best_static",
                        "best_static_accuracy",
                        "winnable",
                        "gap_closed",
                        "slo_attainment",
                        "max_accuracy_drop_1s",
                        "switches_per_s",
                        "shed",
                        "floor_violations",
                        "dropped_after_admission",
                        "mix"))
                .allMatch(row::has);
        assertThat(result.path("series")).hasSize(2);
        assertThat(result.path("series").get(0).path("mix").has("int8-static")).isTrue();
    }

    @Test
    void readsALadderAndATrace() throws Exception {
        Path ladder = write("ladder.json", """
                {"variants": [
                  {"name": "fp32", "fidelity": 1, "alpha_ms": 10, "beta_us": 0, "gamma_ns": 0},
                  {"name": "int8", "fidelity": 0.9, "alpha_ms": 4, "beta_us": 0, "gamma_ns": 0}]}
                """);
        Path trace = write("trace.csv", """
                seconds,tokens,deadline_ms,floor
                0,10,11,
                0.1,10,5,0
                0.2,10,5,0.95
                """);
        Path csv = directory.resolve("requests.csv");
        int exit = simulate(
                "--profile", ladder.toString(), "--trace", trace.toString(), "--noise", "0", "--csv", csv.toString());
        assertThat(exit).as(err.toString()).isZero();
        // The third cannot be answered in time above its floor.
        assertThat(Files.readAllLines(csv))
                .containsExactly(
                        "seconds,tokens,deadline_ms,floor,variant,latency_ms,in_time,value",
                        "0.000000000,10,11.000,0.0,fp32,10.000,1,1.000000",
                        "0.100000000,10,5.000,0.0,int8,4.000,1,0.900000",
                        "0.200000000,10,5.000,0.95,,,0,0.000000");
        assertThat(simulate("--profile", ladder.toString(), "--trace", csv.toString()))
                .isZero();
    }

    @Test
    void pausesAndAColdStartCostAccuracy() throws Exception {
        double steady = accuracy();
        assertThat(steady).isGreaterThan(0.98);
        assertThat(accuracy("--pauses", "40")).isBetween(0.9, steady - 0.001);
        // A speed wanders either way.
        assertThat(accuracy("--slowdown", "0.3")).isBetween(0.9, 1.0).isNotEqualTo(steady);
        // Four variants of 50 MiB, half a second each: until the first is there nobody is answered.
        assertThat(accuracy("--cold", "50")).isBetween(0.5, 0.95);
        assertThat(simulate("--pauses", "1", "--slowdown", "0.1")).isEqualTo(2);
        assertThat(err.toString()).contains("--pauses and --slowdown exclude each other");
    }

    /** Of ours, at a load that a steady machine answers with little less than full precision. */
    private double accuracy(String... options) throws Exception {
        Path json = directory.resolve("result.json");
        List<String> all = new ArrayList<>(
                List.of("--profile", "encoder", "--load", "1.2", "--duration", "4s", "--json", json.toString()));
        all.addAll(List.of(options));
        assertThat(simulate(all.toArray(String[]::new))).as(err.toString()).isZero();
        return new ObjectMapper()
                .readTree(json.toFile())
                .path("rows")
                .get(0)
                .path("effective_accuracy")
                .asDouble();
    }

    @Test
    void comparesWithPublishedPoliciesThatAreNamed() {
        assertThat(simulate("--profile", "pair", "--duration", "1s", "--policy", "slackfit,greedy"))
                .isZero();
        assertThat(out.toString()).contains("slackfit", "greedy").doesNotContain("proteus");
    }

    @Test
    void drawsWhatItWrote() throws Exception {
        Path json = directory.resolve("result.json");
        Path html = directory.resolve("result.html");
        assertThat(simulate("--duration", "3s", "--json", json.toString(), "--html", html.toString()))
                .as(err.toString())
                .isZero();
        assertThat(Files.readString(html)).contains("Gap to hindsight over time", "Price", "Which variant answered");
    }

    @Test
    void saysWhatIsWrongWithATrace() throws Exception {
        assertThat(simulate("--trace", write("late.csv", "1,10,50\n0.5,10,50\n").toString()))
                .isEqualTo(1);
        assertThat(simulate("--trace", write("words.csv", "1,ten,50\n").toString()))
                .isEqualTo(1);
        assertThat(simulate("--trace", write("short.csv", "1,10\n").toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains(
                        "late.csv:2: earlier than the line before",
                        "words.csv:1: 'ten' is no number",
                        "short.csv:1: wanted is seconds,tokens,deadline_ms[,floor]: 1,10");
    }

    @Test
    void saysWhatIsWrongWithALadder() throws Exception {
        assertThat(simulate("--profile", "nobody")).isEqualTo(1);
        assertThat(simulate("--profile", write("no.json", "{}").toString())).isEqualTo(1);
        Path free = write("free.json", """
                {"variants": [{"name": "fp32", "fidelity": 1, "alpha_ms": 0, "beta_us": 0, "gamma_ns": 0}]}
                """);
        assertThat(simulate("--profile", free.toString())).isEqualTo(1);
        assertThat(err.toString())
                .contains("there is no file nobody, and the built-in profiles are demo, encoder, pair", "variants")
                .contains("fp32 costs nothing");
    }

    @Test
    void anEmptyTraceHasNothingToAnswer() throws Exception {
        assertThat(simulate("--trace", write("empty.csv", "").toString()))
                .as(err.toString())
                .isZero();
    }

    @Test
    void wrongUsageIsSaidSo() {
        assertThat(simulate("--suite", "nightly")).isEqualTo(2);
        assertThat(simulate("--load", "0")).isEqualTo(2);
        assertThat(simulate("--load", "NaN")).isEqualTo(2);
        assertThat(simulate("--duration", "1s", "--policy", "oracle")).isEqualTo(2);
        assertThat(simulate("--html", "x.html")).isEqualTo(2);
    }
}
