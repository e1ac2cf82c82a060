package dev.vernier.server.request;

import org.jspecify.annotations.Nullable;

/** Tells the pipeline that nobody waits for an answer any more. Thread-safe. */
public final class Cancellation {
    private boolean cancelled;
    private @Nullable Runnable listener;

    /** Cancels; a second time has no effect. Runs the listener on the calling thread. */
    public void cancel() {
        Runnable toRun;
        synchronized (this) {
            toRun = cancelled ? null : listener;
            cancelled = true;
        }
        if (toRun != null) {
            toRun.run();
        }
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Sets what to run, once, on cancellation: at once where that has already happened. */
    public void onCancel(Runnable listener) {
        boolean late;
        synchronized (this) {
            late = cancelled;
            this.listener = listener;
        }
        if (late) {
            listener.run();
        }
    }
}
