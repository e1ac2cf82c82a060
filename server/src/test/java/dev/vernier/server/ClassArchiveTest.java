package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
    @TempDir
    private Path directory;

    private Path archive = Path.of("");
    private Path mapped = Path.of("");

    @BeforeEach
    void makesAnArchive() throws IOException {
        archive = Files.writeString(directory.resolve("server-1-2-3"), "classes");
        mapped = directory.resolve("maps");
    }

    @Test
    void saysNothingOfAnArchiveThatIsMapped() throws Exception {
        Files.writeString(mapped, "7f00-7f10 r--p 0 08:01 42 " + archive + "\n");

        assertThat(ClassArchive.absence(archive.toString(), mapped)).isNull();
        assertThat(archive).exists();
    }

    @Test
    void deletesAnArchiveThatTheJvmDeclined() throws Exception {
        Files.writeString(mapped, "7f00-7f10 r--p 0 08:01 42 /lib/libc.so.6\n");

        assertThat(ClassArchive.absence(archive.toString(), mapped)).contains("declined", archive.toString());
        assertThat(archive).doesNotExist();
    }

    @Test
    void trustsTheJvmWhereTheSystemDoesNotTell() {
        assertThat(ClassArchive.absence(archive.toString(), directory.resolve("none")))
                .isNull();
    }

    @Test
    void saysSoWithoutAnArchive() {
        assertThat(ClassArchive.absence(null, mapped)).contains("./vernier serve");
    }
}
