package dev.vernier.store.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path directory;

    @Test
    void replacesWhatWasThereAndLeavesNothingElse() throws IOException {
        Path file = directory.resolve("sub/file");

        AtomicFile.write(file, new byte[] {1, 2});
        AtomicFile.write(file, new byte[] {3});

        assertThat(file).hasBinaryContent(new byte[] {3});
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**partial*");
    }

    @Test
    void leavesNothingBehindWhenItFails() throws IOException {
        Path occupied = directory.resolve("occupied");
        Files.createDirectories(occupied.resolve("by"));

        assertThatThrownBy(() -> AtomicFile.write(occupied, new byte[] {1})).isInstanceOf(IOException.class);

        assertThat(directory).isDirectoryNotContaining("glob:**partial*");
        assertThat(occupied.resolve("by")).isDirectory();
    }
}
