package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ServeCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new ServeCommand())
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }

    @Test
    void namesTheOptionThatWasProbablyMeant() {
        assertThat(run("--lane", "2")).isEqualTo(2);
        assertThat(errors.toString()).contains("Unknown option", "--lane", "Possible solutions: --lanes");
    }

    @Test
    void saysWhatIsWrongWithAValue() {
        assertThat(run("--slo", "60")).isEqualTo(2);
        assertThat(errors.toString()).contains("slo: `60` has no unit; use one of ns, us, ms, s, m");
    }

    @Test
    void saysWhatIsWrongWithTheFile() throws Exception {
        Path file = Files.writeString(directory.resolve("serve.yaml"), "lanse: 2\nslo: 60parsecs\n");

        assertThat(run("--config", file.toString())).isEqualTo(2);
        assertThat(errors.toString())
                .contains("lanse: no such setting; did you mean `lanes`?", "has an unknown unit `parsecs`");
    }

    @Test
    void saysThatThereIsNoStore() {
        assertThat(run("--store", directory.toString())).isEqualTo(2);
        assertThat(errors.toString()).contains("is no model store");
    }
}
