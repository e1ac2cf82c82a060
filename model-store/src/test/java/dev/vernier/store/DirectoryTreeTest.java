package dev.vernier.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTreeTest {
    @Test
    void deletesWhatIsInsideAndNotWhatALinkLeadsTo(@TempDir Path place) throws IOException {
        Path kept = Files.writeString(
                Files.createDirectory(place.resolve("outside")).resolve("kept"), "kept");
        Path tree = Files.createDirectory(place.resolve("tree"));
        Files.writeString(Files.createDirectory(tree.resolve("deeper")).resolve("file"), "gone");
        Files.createSymbolicLink(tree.resolve("link"), place.resolve("outside"));

        DirectoryTree.delete(tree);

        assertThat(tree).doesNotExist();
        assertThat(kept).hasContent("kept");
    }
}
