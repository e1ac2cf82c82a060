package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChildJvmTest {
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) throws IOException, InterruptedException {
        return ChildJvm.run(DyingProgram.class, List.of(arguments), new PrintWriter(err), "try again");
    }

    @Test
    void theExitCodeIsTheChilds() throws IOException, InterruptedException {
        assertThat(run("exit", "0")).isZero();
        assertThat(run("exit", "2")).isEqualTo(2);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aSignalIsToldWithWhatToDo() throws IOException, InterruptedException {
        assertThat(run("signal", "KILL")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("vernier: the process that did the work was ended by SIGKILL")
                .endsWith("; try again\n");
    }

    @Test
    void theChildEndsWhenItsParentIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DyingProgram.class.getName(),
                        "parent")
                .start();
        try (BufferedReader out = parent.inputReader()) {
            ProcessHandle child =
                    ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            parent.destroyForcibly();
            assertThat(child.onExit().get(60, TimeUnit.SECONDS).isAlive()).isFalse();
        }
    }
}
