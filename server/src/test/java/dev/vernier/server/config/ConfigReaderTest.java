package dev.vernier.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.store.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    @TempDir
    private Path directory;

    private ServerConfig read(String yaml) throws IOException {
        return ConfigReader.read(file(yaml), Map.of(), Map.of());
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("serve.yaml"), yaml);
    }

    @Test
    void needsNoFile() {
        ServerConfig config = ConfigReader.read(null, Map.of(), Map.of());

        assertThat(config).isEqualTo(ServerConfig.defaults());
        assertThat(config.listen().host()).isEqualTo("127.0.0.1");
        assertThat(config.queue().queueBytes()).isEqualTo(new ByteSize(64 << 20));
        assertThat(config.model("any").slo()).isEqualTo(Duration.ofMillis(100));
        assertThat(config.model("any").maxQueueDelayNanos()).isEqualTo(1_000_000_000);
    }

    @Test
    void anEmptyFileChangesNothing() throws IOException {
        assertThat(read("# nothing yet\n")).isEqualTo(ServerConfig.defaults());
    }

    @Test
    void takesTheNearestOfFlagEnvironmentAndFile() throws IOException {
        Path file = file("lanes: 3\nslo: 30ms\nmax-batch: 4\n");
        Map<String, String> environment = Map.of("VERNIER_SLO", "40ms", "VERNIER_MAX_BATCH", "5", "VERNIER_PORT", "x");

        ServerConfig config = ConfigReader.read(file, environment, Map.of("max-batch", "6"));

        assertThat(config.lanes()).isEqualTo(3);
        assertThat(config.modelDefaults().slo()).isEqualTo(Duration.ofMillis(40));
        assertThat(config.modelDefaults().maxBatch()).isEqualTo(6);
    }

    @Test
    void aModelTakesWhatItDoesNotSayFromTheTopLevel() throws IOException {
        ServerConfig config = read("""
                models:
                  bge-small-v1.5:
                    slo: 20ms
                    accuracy-floor: 0.9
                max-batch: 7
                """);

        ModelConfig model = config.model("bge-small-v1.5");
        assertThat(model.slo()).isEqualTo(Duration.ofMillis(20));
        assertThat(model.maxBatch()).isEqualTo(7);
        assertThat(model.floor(Task.EMBED)).isEqualTo(0.9);
        assertThat(config.model("another").slo()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aPolicyIsTheAdaptiveOneOrABaselineWithItsParameters() throws IOException {
        assertThat(read("").baseline()).isEmpty();
        assertThat(read("policy: slackfit:share=0.25,batch=4")
                        .baseline()
                        .orElseThrow()
                        .parameters())
                .isEqualTo("share=0.25,batch=4");
        assertThatThrownBy(() -> read("policy: slackfat"))
                .hasMessageStartingWith("policy: `slackfat` is no policy; there are adaptive, static-VARIANT, ");
        assertThatThrownBy(() -> read("policy: greedy:gard=2"))
                .hasMessage("policy: greedy has no parameter `gard`; it has guard");
    }

    @Test
    void namesTheSettingThatWasProbablyMeant() {
        assertThatThrownBy(() -> read("lanse: 2"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("lanse: no such setting; did you mean `lanes`?");
        assertThatThrownBy(() -> read("models: {minilm: {max-batsh: 2}}"))
                .hasMessage("models.minilm.max-batsh: no such setting; did you mean `max-batch`?");
    }

    @Test
    void wantsAUnit() {
        assertThatThrownBy(() -> read("slo: 60")).hasMessage("slo: `60` has no unit; use one of ns, us, ms, s, m");
        assertThatThrownBy(() -> read("slo: 60parsecs"))
                .hasMessage("slo: `60parsecs` has an unknown unit `parsecs`; use one of ns, us, ms, s, m");
        assertThatThrownBy(() -> read("queue-bytes: 64"))
                .hasMessage("queue-bytes: `64` has no unit; use one of B, KiB, MiB, GiB");
        assertThatThrownBy(() -> read("slo: soon"))
                .hasMessage("slo: `soon` is not a number with a unit, such as 100ms");
    }

    @Test
    void tellsEveryProblemAtOnce() {
        assertThatThrownBy(() -> read("lanes: many\ndegrade: perhaps\nslo: 60\n"))
                .hasMessageContaining("lanes: `many` is not a number")
                .hasMessageContaining("degrade: `perhaps` is neither true nor false")
                .hasMessageContaining("slo: `60` has no unit");
    }

    @Test
    void checksWhatNumbersMean() {
        assertThatThrownBy(() -> read("lanes: 0")).hasMessage("lanes: 0 is not at least 1");
        assertThatThrownBy(() -> read("grpc-port: 70000")).hasMessage("grpc-port: 70000 is not in 0..65535");
        assertThatThrownBy(() -> read("models: {minilm: {accuracy-floor: 1.5}}"))
                .hasMessage("models.minilm.accuracy-floor: 1.5 is not in 0..1");
        assertThatThrownBy(() -> read("slo: 2s\nmax-queue-delay: 1s")).hasMessageContaining("is below the slo");
    }

    @Test
    void saysWhatIsWrongWithAFileThatIsNoList() {
        assertThatThrownBy(() -> read("just text")).hasMessageEndingWith("is not a list of `key: value` lines");
        assertThatThrownBy(() -> ConfigReader.read(directory.resolve("absent.yaml"), Map.of(), Map.of()))
                .hasMessageContaining("absent.yaml cannot be read");
        assertThatThrownBy(() -> read("models: {minilm: 3}"))
                .hasMessage("models.minilm: needs settings below it, such as `slo`");
    }

    private static String experiment(String arms) {
        return "models: {minilm: {experiment: {name: trial, arms: [" + arms + "]}}}";
    }

    @Test
    void readsAnExperiment() throws IOException {
        ServerConfig config = read("""
                models:
                  minilm:
                    experiment:
                      name: trial
                      arms:
                        - {name: treated, share: 0.2, variant: int8-static}
                        - {name: strict, share: 0.3, accuracy-floor: 0.99}
                        - {name: control, share: 0.5}
                """);

        assertThat(config.model("minilm").experiment())
                .isEqualTo(new Experiment(
                        "trial",
                        "trial",
                        List.of(
                                new Experiment.Arm("treated", 0.2, "int8-static", null),
                                new Experiment.Arm("strict", 0.3, null, 0.99),
                                new Experiment.Arm("control", 0.5, null, null))));
        assertThat(config.model("another").experiment()).isNull();
        assertThat(read(ConfigWriter.yaml(config))).isEqualTo(config);
    }

    @Test
    void saysWhereAnExperimentIsWrong() {
        String path = "models.minilm.experiment.";
        assertThatThrownBy(() -> read(experiment("{name: a, share: 1, varient: int8}")))
                .hasMessage(path + "arms[0].varient: no such setting; did you mean `variant`?");
        assertThatThrownBy(() -> read(experiment("{name: a, share: 0.5}, {name: b, share: 0.4}")))
                .hasMessage(path + "arms: their shares sum to 0.9, not to 1");
        assertThatThrownBy(() -> read(experiment("{name: a, share: 0.5}, {share: 1.5}, {name: c}")))
                .hasMessage(path + "arms[1].name: is missing\n" + path + "arms[2].share: is missing");
        assertThatThrownBy(() -> read(experiment("{name: a, share: 1.5}")))
                .hasMessage(path + "arms[0].share: 1.5 is not in 0..1");
        assertThatThrownBy(() -> read(experiment("{name: a, share: 1, accuracy-floor: 95}")))
                .hasMessage(path + "arms[0].accuracy-floor: 95.0 is not in 0..1");
        assertThatThrownBy(() -> read(experiment("{name: a, share: 0.5}, {name: a, share: 0.5}")))
                .hasMessage(path + "arms: two have the same name");
        assertThatThrownBy(() -> read(experiment("{name: a, share: 1, variant: int8, accuracy-floor: 0.9}")))
                .hasMessage(path + "arms[0].variant: an arm names a variant or an accuracy-floor, not both");
        assertThatThrownBy(() -> read(experiment(""))).hasMessage(path + "arms: needs a list");
        assertThatThrownBy(() -> read(experiment("int8")))
                .hasMessage(path + "arms[0]: needs settings below it, such as `name`");
        assertThatThrownBy(() -> read("models: {minilm: {experiment: trial}}"))
                .hasMessage("models.minilm.experiment: needs settings below it, such as `name`");
    }

    @Test
    void writesAFileThatReadsAsTheSameConfiguration() throws IOException {
        ServerConfig config = read("""
                lanes: 3
                slo: 1500us
                queue-bytes: 3MiB
                drain-timeout: 0s
                accuracy-floor: 0.9
                models: {minilm: {slo: 20ms}}
                """);

        String yaml = ConfigWriter.yaml(config);

        assertThat(yaml)
                .contains(
                        "\nslo: 1500us\n",
                        "\nqueue-bytes: 3MiB\n",
                        "\nadmin-port: 8003\n",
                        "\n  minilm:\n    slo: 20ms\n")
                .doesNotContain("loss-worth");
        assertThat(read(yaml)).isEqualTo(config);
    }

    @Test
    void saysWhichSettingsARunningServerCannotTakeOver() throws IOException {
        ServerConfig present = read("lanes: 2\nslo: 20ms");

        assertThat(present.needingRestart(read("lanes: 2\nslo: 30ms\nqueue-requests: 7")))
                .isEmpty();
        assertThat(present.needingRestart(read("lanes: 4\ndegrade: false")))
                .containsExactly("lanes: 2 -> 4 needs a restart", "degrade: true -> false needs a restart");
    }
}
