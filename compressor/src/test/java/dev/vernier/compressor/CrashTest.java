package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.passes.Int8Dynamic;
import dev.vernier.compressor.passes.Int8Static;
import dev.vernier.store.ModelStore;
import dev.vernier.store.SessionException;
import dev.vernier.store.VariantCard;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while ONNX Runtime opens a session, and what another run makes of what it left. */
class CrashTest {
    @TempDir
    Path folder;

    private void crash(Path store) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingCompression.class.getName(),
                        store.toString())
                .redirectErrorStream(true)
                .start();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            while (line != null && !line.equals(CrashingCompression.SIGN)) {
                printed.append(line).append('\n');
                line = out.readLine();
            }
            assertThat(line).as(printed.toString()).isEqualTo(CrashingCompression.SIGN);
        }
        process.destroyForcibly().waitFor();
    }

    private static List<String> digests(CompressionResult result) {
        return result.published().version().variants().stream()
                .map(VariantCard::digest)
                .toList();
    }

    @Test
    void theStoreIsAsItWasAndAResumedRunMakesTheSameOfWhatWasFinished() throws Exception {
        List<String> uninterrupted =
                digests(CrashingCompression.run(folder.resolve("other"), false, new Int8Dynamic(), new Int8Static()));
        Path store = folder.resolve("store");
        crash(store);
        assertThat(ModelStore.open(store).models()).isEmpty();
        CompressionResult resumed =
                CrashingCompression.run(store, true, new CrashingCompression.ForbiddenPass(), new Int8Static());
        assertThat(digests(resumed)).isEqualTo(uninterrupted);
        assertThat(store.resolve("unfinished")).isEmptyDirectory();
        assertThat(store.resolve("staging")).isEmptyDirectory();
    }

    @Test
    void whatIsNotWantedOrNotWholeIsMadeAnew() throws Exception {
        Path store = folder.resolve("store");
        crash(store);
        try (var files = Files.walk(store.resolve("unfinished"))) {
            Path facts = files.filter(file -> file.endsWith("int8-dynamic.json"))
                    .findFirst()
                    .orElseThrow();
            JsonNode artefact =
                    new JsonMapper().readTree(facts.toFile()).path("artefacts").path(0);
            Path torn = facts.resolveSibling(artefact.path("digest").asText());
            Files.delete(torn);
            Files.writeString(torn, "cut short");
        }
        assertThatThrownBy(() ->
                        CrashingCompression.run(store, true, new CrashingCompression.ForbiddenPass(), new Int8Static()))
                .isInstanceOf(GraphException.class);
        assertThat(store.resolve("unfinished")).isEmptyDirectory();
    }

    @Test
    void anotherCompressionDeletesWhatIsLeft() throws IOException, InterruptedException, SessionException {
        Path store = folder.resolve("store");
        crash(store);
        assertThat(store.resolve("unfinished")).isNotEmptyDirectory();
        Workbench.open(store, "another", false).close();
        assertThat(store.resolve("unfinished")).isEmptyDirectory();
    }
}
