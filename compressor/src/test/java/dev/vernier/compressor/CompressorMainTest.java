package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class CompressorMainTest {
    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = CompressorMain.commandLine();
        commandLine.setErr(new PrintWriter(err, true)).setOut(new PrintWriter(out, true));
        return commandLine.execute(arguments);
    }

    @Test
    void anUnknownModelIsAUsageErrorAndMakesNoStore() {
        assertThat(run("compress", "gpt", "--store", folder.resolve("store").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("'gpt' is neither an .onnx file, nor a folder, nor one of");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anUnknownRecipeIsAUsageErrorThatNamesTheKnownOnes() {
        assertThat(run("compress", "minilm", "--recipe", "tiny", "--store", "x"))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith("cannot read the recipe tiny, which is neither one of [default, demo] nor a file");
    }

    @Test
    void noThreadsAreTooFew() {
        assertThat(run("compress", "minilm", "--store", "x", "--threads", "0")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--threads 0: at least 1 is needed");
    }

    @Test
    void aFolderThatIsNoStoreIsNamed() {
        assertThat(run("evaluate", "minilm", "--store", folder.toString())).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("vernier evaluate: " + folder)
                .contains("is no model store")
                .doesNotContain("\tat ");
    }

    @Test
    void aFileThatIsNoModelIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("no.onnx"), "not a model");
        assertThat(run("inspect", file.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("vernier inspect: " + file).contains("not an ONNX model");
    }

    @Test
    void aNameThatIsNeitherFileNorModelIsAUsageError() {
        assertThat(run("inspect", "no-such-thing")).isEqualTo(2);
        assertThat(err.toString()).contains("neither an .onnx file, nor a folder, nor one of [minilm, wordnet-topics,");
    }

    @Test
    void helpNamesEveryOption() {
        assertThat(run("compress", "--help")).isZero();
        assertThat(out.toString()).contains("--store", "--quick", "--json", "--seed", "--threads");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--floor  | fidelty=0.9   | did you mean `fidelity=NUMBER`?",
                "--floor  | fidelity=1.5  | a fidelity is in (0,1]",
                "--floor  | fidelity=high | no number behind the =",
                "--target | speedup=0.5   | a speed-up is at least 1",
                "--target | 3             | did you mean `speedup=NUMBER`?",
                "--pooling | max          | there are mean and cls",
                "--task   | generate      | there are embed and classify"
            })
    void anOptionThatDoesNotFitIsAUsageError(String option, String value, String message) {
        assertThat(run("compress", "minilm", "--store", "x", option, value)).isEqualTo(2);
        assertThat(err.toString()).startsWith(option + " " + value + ": " + message);
    }
}
