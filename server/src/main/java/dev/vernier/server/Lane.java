package dev.vernier.server;

import dev.vernier.server.config.ModelConfig;
import dev.vernier.server.request.Inputs;
import dev.vernier.store.Session;
import dev.vernier.store.SessionException;
import dev.vernier.store.Signature;
import dev.vernier.store.Tensor;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One worker thread with its memory. Batches run on the thread itself: the engine has none of its own. While the thread is
 * parked another one may run a batch in its place. The thread's priority is the lowest there is: where the JVM tells the system
 * (the launcher's options), event loops come first.
 */
final class Lane {
    private final int index;
    private final LaneMemory memory = new LaneMemory();
    private final LongAdder runCpuNanos = new LongAdder();
    private @Nullable Thread thread;

    Lane(int index) {
        this.index = index;
    }

    /** @param work what the lane does for its whole life */
    @SuppressWarnings("ThreadPriorityCheck") // no correctness hangs on it: who comes last may as well come first
    void start(Consumer<Lane> work) {
        thread = new Thread(() -> live(work), "vernier-lane-" + index);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.start();
    }

    private void live(Consumer<Lane> work) {
        // Loads what reads the clock while nobody waits for it.
        ThreadCpu.nanos();
        work.accept(this);
    }

    void join() throws InterruptedException {
        if (thread != null) {
            thread.join();
        }
    }

    /** CPU time that the engine has taken on this lane: what is left of the process's is the price of serving. */
    long runCpuNanos() {
        return runCpuNanos.sum();
    }

    int index() {
        return index;
    }

    /** Runs the batch and returns the outputs of all its rows: views that the lane's next run overwrites. */
    List<Tensor> run(Session session, Batch batch, int length, ModelConfig limits) throws SessionException {
        Signature signature = session.signature();
        List<Tensor> outputs = memory.outputs(signature, batch.rows(), length);
        int partRows = Math.max(1, Math.min(limits.maxBatch(), limits.maxBatchTokens() / length));
        if (batch.rows() <= partRows || batch.members().size() > 1 || outputs.isEmpty()) {
            List<Tensor> inputs = memory.inputs(signature, batch.inputs(), batch.rows(), length);
            return timed(session, inputs, outputs, batch);
        }
        runInParts(session, batch, length, partRows, outputs);
        return outputs;
    }

    /** Runs a request that is too large for one batch; all its parts on one variant, into one set of outputs. */
    private void runInParts(Session session, Batch batch, int length, int partRows, List<Tensor> outputs)
            throws SessionException {
        Inputs inputs = batch.inputs().get(0);
        for (int firstRow = 0; firstRow < batch.rows(); firstRow += partRows) {
            int rows = Math.min(partRows, batch.rows() - firstRow);
            timed(
                    session,
                    memory.inputs(session.signature(), inputs, firstRow, rows, length),
                    LaneMemory.rows(outputs, firstRow, rows),
                    batch);
        }
    }

    private List<Tensor> timed(Session session, List<Tensor> inputs, List<Tensor> outputs, Batch batch)
            throws SessionException {
        long began = ThreadCpu.nanos();
        try {
            return session.run(inputs, outputs, batch.termination());
        } finally {
            runCpuNanos.add(ThreadCpu.nanos() - began);
        }
    }
}
