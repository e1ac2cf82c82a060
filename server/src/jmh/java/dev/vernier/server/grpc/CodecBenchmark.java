package dev.vernier.server.grpc;

import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.server.request.Budget;
import dev.vernier.server.request.InferenceResponse;
import dev.vernier.server.request.ModelCatalog;
import io.netty.buffer.Unpooled;
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
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to turn a frame into a request, and an answer into a frame. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // open comes first
public class CodecBenchmark {
    @Param({"384", "150000"})
    int floats;

    private byte[] frame;
    private InferenceDecoder decoder;
    private Inference inference;
    private InferenceResponse response;

    @Setup
    public void open() {
        ModelCatalog catalog = new ModelCatalog();
        catalog.publish(TestModels.identity());
        decoder = new InferenceDecoder(catalog);
        frame = Requests.floats(new float[floats]).build().toByteArray();
        inference = decode();
        response = FakeIntake.response(inference.request());
    }

    /** Parsing and validating a message; its tensor stays where it is. */
    @Benchmark
    public Inference decode() {
        ModelInferRequest message = InferenceDecoder.parse(Unpooled.wrappedBuffer(frame));
        return decoder.decode(message, decoder.model(message), frame.length, new Budget(0, Budget.UNLIMITED));
    }

    /** Writing the answer, its tensor copied once. */
    @Benchmark
    public byte[] encode() {
        return ResponseEncoder.unary(inference, response);
    }
}
