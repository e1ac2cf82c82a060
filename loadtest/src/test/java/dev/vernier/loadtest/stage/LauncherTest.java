package dev.vernier.loadtest.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.loadtest.load.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    @TempDir
    private Path home;

    @Test
    void aVerbThatFailsFailsTheDemo() throws Exception {
        write("exit 3");

        assertThatThrownBy(() -> new Launcher(home).run("compress", List.of("minilm")))
                .isInstanceOf(LoadException.class)
                .hasMessage("compress ended with exit code 3");
    }

    @Test
    void aVerbGetsItsArguments() throws Exception {
        write("[ \"$1 $2 $3\" = \"compress minilm --quick\" ]");

        new Launcher(home).run("compress", List.of("minilm", "--quick"));
    }

    @Test
    void aServerIsReadyWhenItSaysSoAndEndsWhenItIsClosed() throws Exception {
        write("echo starting; echo ready grpc=127.0.0.1:4711 metrics=127.0.0.1:4712; exec tail -f /dev/null");

        ProcessHandle process;
        try (RunningServer server = RunningServer.start(new Launcher(home), home, home.resolve("serve.log"))) {
            assertThat(server.grpc()).isEqualTo("127.0.0.1:4711");
            assertThat(server.metrics()).isEqualTo("127.0.0.1:4712");
            process = ProcessHandle.current().children().findFirst().orElseThrow();
        }
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void aServerThatEndsBeforeItIsReadyNamesItsLog() throws Exception {
        write("echo broken >&2; exit 1");
        Path log = home.resolve("serve.log");

        assertThatThrownBy(() -> RunningServer.start(new Launcher(home), home, log))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining(log.toString());
        assertThat(log).hasContent("broken");
    }

    private void write(String script) throws IOException {
        Path launcher = Files.writeString(home.resolve("vernier"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
