package dev.vernier.server;

import dev.vernier.server.request.Call;
import dev.vernier.server.request.InferenceRequest;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The token of one request in flight, from the moment it was handed over until its one outcome. Thread-safe: whoever
 * claims it first decides the outcome; everybody else leaves it alone.
 */
final class Permit {
    private final InferenceRequest request;
    private final Call call;
    private final OpenModel model;
    private final boolean isTiny;
    private final AtomicReference<Batch> stage = new AtomicReference<>(Batch.NOT_YET);

    Permit(InferenceRequest request, Call call, OpenModel model) {
        this.request = request;
        this.call = call;
        this.model = model;
        this.isTiny = model.isTiny(rows(), request.inputs().length());
    }

    InferenceRequest request() {
        return request;
    }

    Call call() {
        return call;
    }

    OpenModel model() {
        return model;
    }

    int rows() {
        return request.inputs().rows();
    }

    /** Whether its run is so short that no other thread is worth waking for it. */
    boolean isTiny() {
        return isTiny;
    }

    /** Takes the right to decide the outcome; true for exactly one caller. */
    boolean claim() {
        Batch left = stage.getAndSet(Batch.OVER);
        if (left == Batch.OVER) {
            return false;
        }
        if (left != Batch.NOT_YET) {
            left.memberGone();
        }
        return true;
    }

    /** Becomes a member of a batch that is about to run; false when the outcome is already decided. */
    boolean enter(Batch batch) {
        Batch present = stage.get();
        while (present != Batch.OVER) {
            if (stage.compareAndSet(present, batch)) {
                return true;
            }
            present = stage.get();
        }
        return false;
    }

    boolean isOver() {
        return stage.get() == Batch.OVER;
    }
}
