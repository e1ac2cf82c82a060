package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vernier.compressor.passes.Int8Dynamic;
import dev.vernier.compressor.passes.Int8Static;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DiffCommandTest {
    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... arguments) {
        CommandLine commandLine = CompressorMain.commandLine();
        commandLine.setErr(new PrintWriter(err, true)).setOut(new PrintWriter(out, true));
        return commandLine.execute(arguments);
    }

    @Test
    void variantsOfAStoreAreComparedOnTheTextsThatTheyWereMeasuredOn() throws Exception {
        Path store = folder.resolve("store");
        CrashingCompression.run(store, false, new Int8Dynamic(), new Int8Static());
        Path json = folder.resolve("diff.json");
        assertThat(run(
                        "diff",
                        "tiny/fp32",
                        "tiny@1/int8-dynamic",
                        "--store",
                        store.toString(),
                        "--json",
                        json.toString()))
                .isZero();
        assertThat(out.toString()).contains("MatMulInteger 0 -> 1", "layers     1,", "over 64 texts", "  output ");
        JsonNode layer = read(json).path("layers").path(0);
        assertThat(layer.path("operator").asText()).isEqualTo("MatMulInteger");
        assertThat(layer.path("relative_error").asDouble()).isBetween(1e-5, 0.05);
    }

    private static JsonNode read(Path json) throws IOException {
        return new ObjectMapper().readTree(json.toFile());
    }

    @Test
    void aVariantThatIsNotThereIsNamedWithTheNearest() throws Exception {
        Path store = folder.resolve("store");
        CrashingCompression.run(store, false, new Int8Dynamic(), new Int8Static());
        assertThat(run("diff", "tiny/fp32", "tiny/int8-dynamik", "--store", store.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("did you mean `int8-dynamic`?");
        assertThat(run("diff", "tiny", "tiny/fp32", "--store", store.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("'tiny' names no variant: wanted is MODEL/VARIANT");
    }
}
