package dev.vernier.compressor.evaluation;

import dev.vernier.store.OnnxSession;
import dev.vernier.store.Session;
import dev.vernier.store.SessionException;
import dev.vernier.store.Tensor;
import dev.vernier.store.Termination;
import dev.vernier.store.TextInput;
import dev.vernier.store.tokenizer.Encoding;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;

/** An open variant that answers tokenised texts, on several threads. The first output's rows are the answers. */
public final class TextRunner implements AutoCloseable {
    private final Session session;
    private final TextInput text;

    TextRunner(Session session, TextInput text) {
        this.session = session;
        this.text = text;
    }

    /**
     * Answers every text.
     *
     * @param workers each runs one batch at a time
     * @param progress told now and then which share is done; called from any of the threads
     */
    public Answers answer(List<Encoding> texts, Batching batching, Workers workers, DoubleConsumer progress)
            throws SessionException {
        Rows rows = new Rows(texts.size());
        AtomicInteger next = new AtomicInteger();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < workers.count(); i++) {
            tasks.add(() -> drain(texts, batching, next, rows, progress));
        }
        await(workers.threads(), tasks);
        return rows.answers();
    }

    /** Opens a model file. */
    public static TextRunner open(Path model, TextSignature signature) {
        return new TextRunner(OnnxSession.open(model, signature.tensors()), signature.text());
    }

    @Override
    public void close() {
        session.close();
    }

    /** Nanos that all texts take, each alone, in this order, on the calling thread. */
    long nanos(List<Encoding> texts) throws SessionException {
        BatchTensors tensors = tensors(texts, Batching.alone(texts.size()));
        long start = System.nanoTime();
        for (Encoding one : texts) {
            run(tensors.of(List.of(one)));
        }
        return System.nanoTime() - start;
    }

    private boolean drain(
            List<Encoding> texts, Batching batching, AtomicInteger next, Rows rows, DoubleConsumer progress)
            throws SessionException {
        BatchTensors tensors = tensors(texts, batching);
        List<List<Integer>> batches = batching.batches();
        for (int at = next.getAndIncrement(); at < batches.size(); at = next.getAndIncrement()) {
            List<Integer> members = batches.get(at);
            rows.put(members, run(tensors.of(members.stream().map(texts::get).toList())));
            progress.accept((at + 1.0) / batches.size());
        }
        return true;
    }

    private Tensor run(List<Tensor> inputs) throws SessionException {
        return session.run(inputs, List.of(), new Termination()).get(0);
    }

    private BatchTensors tensors(List<Encoding> texts, Batching batching) {
        int maxTokens = 1;
        for (List<Integer> members : batching.batches()) {
            int length = members.stream()
                    .mapToInt(at -> texts.get(at).length())
                    .max()
                    .orElse(0);
            maxTokens = Math.max(maxTokens, members.size() * length);
        }
        return new BatchTensors(session.signature(), text, maxTokens);
    }

    private static void await(ExecutorService threads, List<Callable<Boolean>> tasks) throws SessionException {
        try {
            for (Future<Boolean> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SessionException(SessionException.Cause.TERMINATED, "interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SessionException cause) {
                throw cause;
            }
            throw new IllegalStateException("a run failed", e.getCause());
        }
    }

    /** Collects rows that arrive in any order; the first fixes the width. */
    private static final class Rows {
        private final int count;
        private float[] values = {};
        private int width;

        Rows(int count) {
            this.count = count;
        }

        synchronized void put(List<Integer> members, Tensor output) {
            if (width == 0) {
                width = Math.toIntExact(output.dimension(1));
                values = new float[count * width];
            }
            FloatBuffer source =
                    output.buffer().duplicate().order(output.buffer().order()).asFloatBuffer();
            for (int i = 0; i < members.size(); i++) {
                source.get(i * width, values, members.get(i) * width, width);
            }
        }

        synchronized Answers answers() {
            return new Answers(Math.max(1, width), values);
        }
    }
}
