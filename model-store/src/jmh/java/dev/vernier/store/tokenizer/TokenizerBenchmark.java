package dev.vernier.store.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What encoding one text costs, with MiniLM's English vocabulary. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // open comes first
public class TokenizerBenchmark {
    /** 30 tokens: words that are tokens, words in pieces, an accent, punctuation. */
    private static final String SENTENCE =
            "a distinctive internal characteristic, such as the naïve belief that uncharacteristically large numbers of"
                    + " photosynthesizing organisms don't need light ";

    @Param({"6", "30", "150", "9900"})
    int tokens;

    private String text = "";
    private Tokenizer ours;
    private HuggingFaceTokenizer original;

    @Setup
    public void open() throws IOException {
        Path directory = Files.createTempDirectory("tokenizer");
        Path file = Oracle.copy(Oracle.ENGLISH, directory);
        ours = Tokenizers.load(file);
        original = HuggingFaceTokenizer.newInstance(file, Map.of("padding", "false", "truncation", "false"));
        text = tokens < 30 ? SENTENCE.substring(0, 32) : SENTENCE.repeat(tokens / 30);
        Files.delete(file);
        Files.delete(directory);
    }

    @Benchmark
    public Encoding ours() {
        return ours.encode(text, null, 512);
    }

    @Benchmark
    public Object original() {
        return original.encode(text);
    }

    @TearDown
    public void close() {
        ours.close();
        original.close();
    }
}
