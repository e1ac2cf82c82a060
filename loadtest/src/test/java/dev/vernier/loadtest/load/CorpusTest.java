package dev.vernier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
    @TempDir
    private Path directory;

    @Test
    void readsObjectsWithNamedOrNumberedClassesAndPlainLines() throws Exception {
        Corpus corpus = Corpus.read(file("""
                        {"text": "a small dog", "label": "noun.animal"}
                        {"text": "a big one", "label": 0}
                        {"text": "no class"}

                        plain text
                        """), List.of("noun.act", "noun.animal"));

        assertThat(corpus.texts())
                .containsExactly(
                        new LabelledText("a small dog", 1, 0),
                        new LabelledText("a big one", 0, 0),
                        new LabelledText("no class", -1, 0),
                        new LabelledText("plain text", -1, 0));
        assertThat(corpus.isLabelled()).isFalse();
    }

    @Test
    void saysWhichLineHasNoText() throws Exception {
        Path file = file("{\"text\": \"fine\"}\n{\"label\": 3}\n");

        assertThatThrownBy(() -> Corpus.read(file, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("\"text\"");
    }

    @Test
    void refusesAFileWithoutTexts() throws Exception {
        Path file = file("\n");

        assertThatThrownBy(() -> Corpus.read(file, List.of())).hasMessageContaining("holds no text");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("texts.jsonl"), content);
    }
}
