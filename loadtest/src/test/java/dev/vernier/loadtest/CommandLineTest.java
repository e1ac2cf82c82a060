package dev.vernier.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandLineTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void reportWritesThePageBesideTheFileAndPrintsItsPath() throws Exception {
        Path result = result();

        assertThat(run("report", result.toString())).isZero();
        Path page = directory.resolve("result.html");
        assertThat(out.toString().strip()).isEqualTo(page.toString());
        assertThat(page).content().startsWith("<!DOCTYPE html>");
    }

    @Test
    void reportWritesWhereItIsTold() throws Exception {
        Path page = directory.resolve("deep/down/page.html");

        assertThat(run("report", result().toString(), "--out", page.toString())).isZero();
        assertThat(page).isRegularFile();
    }

    @Test
    void aFailureIsOneLineWithoutAStackTrace() {
        assertThat(run("report", directory.resolve("missing.json").toString())).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("vernier report: ")
                .contains("missing.json")
                .hasLineCount(1);
    }

    @Test
    void wrongUsageIsExplained() {
        assertThat(run("report")).isEqualTo(2);
        assertThat(err.toString()).contains("FILE").contains("Usage:");
        assertThat(run("bake")).isEqualTo(2);
        assertThat(run("report", "--nope", "x")).isEqualTo(2);
    }

    @Test
    void everyVerbHasHelp() {
        for (String verb : LoadtestMain.commandLine().getSubcommands().keySet()) {
            assertThat(run(verb, "--help")).as(verb).isZero();
            assertThat(out.toString()).contains("Usage: vernier " + verb);
        }
    }

    private Path result() throws IOException {
        return Files.writeString(
                directory.resolve("result.json"),
                "{\"vernier\": \"0.1.0\", \"command\": \"bench overhead\", \"rows\": []}");
    }

    private int run(String... arguments) {
        CommandLine commandLine = LoadtestMain.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
