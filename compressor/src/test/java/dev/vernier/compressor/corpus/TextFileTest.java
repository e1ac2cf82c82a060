package dev.vernier.compressor.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        List<LabelledText> texts =
                List.of(new LabelledText("a \"quoted\" gull – white", "animal"), new LabelledText("plain", null));
        byte[] bytes = TextFile.bytes(texts);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).endsWith("{\"text\":\"plain\"}\n");
        assertThat(TextFile.read(Files.write(folder.resolve("texts.jsonl"), bytes)))
                .isEqualTo(texts);
    }

    @Test
    void namesTheLineThatIsWrong() throws IOException {
        Path file = Files.writeString(folder.resolve("texts.jsonl"), "{\"text\":\"a\"}\n\n{\"text\":7}\n");
        assertThatThrownBy(() -> TextFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("wanted a string \"text\"");
    }

    @Test
    void pairsAndNumbersForLabelsAreRead(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("texts"),
                "{\"text\": \"a\", \"pair\": \"b\", \"label\": 3}\n{\"text\": \"c\", \"label\": null}\n");
        List<LabelledText> texts = List.of(new LabelledText("a", "b", "3"), new LabelledText("c", null));
        assertThat(TextFile.read(file)).isEqualTo(texts);
        assertThat(TextFile.read(Files.write(file, TextFile.bytes(texts)))).isEqualTo(texts);
    }

    @Test
    void aFileThatIsMissingOrNoTextIsNamed(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> TextFile.read(missing)).hasMessage("there is no file " + missing);
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0x00});
        assertThatThrownBy(() -> TextFile.read(binary)).hasMessage(binary + " is not UTF-8");
    }
}
