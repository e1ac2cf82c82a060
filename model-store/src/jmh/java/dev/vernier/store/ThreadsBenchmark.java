package dev.vernier.store;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Whether a second thread inside the runtime lowers the latency of one text on an idle machine. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // open comes first
public class ThreadsBenchmark {
    /** An encoder's .onnx file; all its inputs are INT64 [batch, sequence]. */
    @Param("")
    String model;

    @Param({"16", "64"})
    int tokens;

    @Param({"1", "2"})
    int threads;

    /** Whether a thread without work burns its core for a while before it sleeps. */
    @Param({"0", "1"})
    String spinning;

    /** From one text to the next: an idle server's texts come apart. */
    @Param({"0", "10"})
    int pauseMillis;

    private final Map<String, OnnxTensor> inputs = new HashMap<>();
    private OrtSession session;

    @Setup
    public void open() throws OrtException {
        try (SessionOptions options = OnnxRuntime.laneOptions()) {
            options.setIntraOpNumThreads(threads);
            options.addConfigEntry("session.intra_op.allow_spinning", spinning);
            session = OnnxRuntime.environment().createSession(model, options);
        }
        long[] ids = new long[tokens];
        Arrays.fill(ids, 1);
        for (String input : session.getInputNames()) {
            inputs.put(
                    input,
                    OnnxTensor.createTensor(OnnxRuntime.environment(), LongBuffer.wrap(ids), new long[] {1, tokens}));
        }
    }

    @Setup(Level.Invocation)
    public void pause() throws InterruptedException {
        if (pauseMillis > 0) {
            Thread.sleep(pauseMillis);
        }
    }

    @Benchmark
    public int run() throws OrtException {
        try (OrtSession.Result result = session.run(inputs)) {
            return result.size();
        }
    }

    @TearDown
    public void close() throws OrtException {
        inputs.values().forEach(OnnxTensor::close);
        session.close();
    }
}
