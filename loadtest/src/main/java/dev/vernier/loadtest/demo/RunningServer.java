package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.LoadException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code serve} in a process of its own, ended with the object or with this process. */
final class RunningServer implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready grpc=(\\S+) metrics=(\\S+)");
    private static final long START_SECONDS = 120;

    /** A drain answers what was accepted; more than this and something hangs. */
    private static final long DRAIN_SECONDS = 30;

    private final Process process;
    private final Thread onExit;
    private final Matcher addresses;

    private RunningServer(Process process, Thread onExit, Matcher addresses) {
        this.process = process;
        this.onExit = onExit;
        this.addresses = addresses;
    }

    /**
     * Starts a server on free ports and waits until it is ready.
     *
     * @param log takes what it writes to its error stream
     * @throws LoadException when it ends, or is not ready in two minutes; the message names the log
     */
    static RunningServer start(Launcher launcher, Path store, Path log) throws IOException, InterruptedException {
        List<String> arguments = List.of("--store", store.toString(), "--grpc-port", "0", "--metrics-port", "0");
        Process process =
                launcher.verb("serve", arguments).redirectError(log.toFile()).start();
        Thread onExit = new Thread(() -> end(process), "end-serve");
        Runtime.getRuntime().addShutdownHook(onExit);
        CompletableFuture<Matcher> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, ready), "serve-output");
        reader.setDaemon(true);
        reader.start();
        try {
            return new RunningServer(process, onExit, ready.get(START_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            end(process);
            throw new LoadException("the server did not become ready; see " + log, e);
        }
    }

    /** Reads to the end, so that the server never waits for a full pipe. */
    private static void read(Process process, CompletableFuture<Matcher> ready) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = READY.matcher(line);
                if (matcher.find()) {
                    ready.complete(matcher);
                }
            }
            ready.completeExceptionally(new IOException("serve ended"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    /** Where it takes requests, {@code host:port}. */
    String grpc() {
        return addresses.group(1);
    }

    /** Where Prometheus may scrape it, {@code host:port}. */
    String metrics() {
        return addresses.group(2);
    }

    /** Waits until the server ends by itself, or is told to by someone else. */
    void await() throws InterruptedException {
        process.waitFor();
    }

    @Override
    public void close() {
        end(process);
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // This process is ending: the hook will find the server gone.
            return;
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(DRAIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
