package dev.vernier.loadtest.load;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** CPU time of a server on this machine from the object's making on. */
final class ServerCpu {
    private final Optional<ProcessHandle> server;
    private final Duration start;

    private ServerCpu(Optional<ProcessHandle> server) {
        this.server = server;
        this.start = total();
    }

    /** Watches the process that listens on the target's port, if it is on this machine. */
    static ServerCpu of(String target) {
        int colon = target.lastIndexOf(':');
        String port = target.substring(colon + 1);
        boolean isLocal = target.startsWith("127.") || target.startsWith("localhost:") || target.startsWith("[::1]:");
        return new ServerCpu(
                isLocal && port.matches("\\d{1,5}") ? ListeningProcess.on(Integer.parseInt(port)) : Optional.empty());
    }

    /** Seconds of CPU time since; null where the process is not known. */
    @Nullable Double seconds() {
        return server.isEmpty() ? null : total().minus(start).toNanos() / 1e9;
    }

    private Duration total() {
        return server.flatMap(process -> process.info().totalCpuDuration()).orElse(Duration.ZERO);
    }
}
