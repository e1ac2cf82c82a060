package dev.vernier.store;

import org.jspecify.annotations.Nullable;

/**
 * A switch that ends one run early, before it starts or while it is under way. Thread-safe; terminating twice, or after
 * the run, has no effect.
 */
public final class Termination {
    private boolean terminated;
    private @Nullable Runnable engineSwitch;

    /** Ends the run that this object was given to, or will be given to. */
    public synchronized void terminate() {
        terminated = true;
        if (engineSwitch != null) {
            engineSwitch.run();
        }
    }

    public synchronized boolean isTerminated() {
        return terminated;
    }

    /** Called by the engine when its run begins: {@code engineSwitch} is run at most while the run is under way. */
    synchronized void attach(Runnable engineSwitch) {
        this.engineSwitch = engineSwitch;
        if (terminated) {
            engineSwitch.run();
        }
    }

    /** Called by the engine when its run has ended. */
    synchronized void detach() {
        engineSwitch = null;
    }
}
