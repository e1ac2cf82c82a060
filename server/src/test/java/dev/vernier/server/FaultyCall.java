package dev.vernier.server;

import dev.vernier.server.request.Call;
import dev.vernier.server.request.Cancellation;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceResponse;
import java.util.concurrent.Executor;

/** A call whose answer cannot be encoded, or whose outcome cannot be written. Thread-safe. */
final class FaultyCall implements Call {
    /** Where it fails. */
    enum Seam {
        NONE,
        ENCODE,
        WRITE
    }

    final RecordedCall recorded;
    private final Seam seam;

    FaultyCall(Executor loop, Seam seam) {
        this.recorded = new RecordedCall(loop);
        this.seam = seam;
    }

    @Override
    public Executor loop() {
        return recorded.loop();
    }

    @Override
    public Cancellation cancellation() {
        return recorded.cancellation();
    }

    @Override
    public void answer(InferenceResponse response) {
        if (seam == Seam.ENCODE) {
            throw new IllegalStateException("injected while encoding");
        }
        recorded.answer(response);
    }

    @Override
    public void fail(Failure failure) {
        recorded.fail(failure);
    }

    @Override
    public void send() {
        recorded.send();
        if (seam == Seam.WRITE) {
            throw new IllegalStateException("injected while writing");
        }
    }
}
