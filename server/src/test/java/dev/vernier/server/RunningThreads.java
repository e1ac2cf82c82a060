package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;

/** The threads of this process. */
final class RunningThreads {
    private RunningThreads() {}

    /** Waits until no thread runs whose name begins so; a pool that has ended may have threads that are just leaving. */
    static void awaitNone(String prefix) throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(prefix)) {
                thread.join(TimeUnit.SECONDS.toMillis(30));
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }
}
