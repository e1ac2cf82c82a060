package dev.vernier.loadtest.stage;

import dev.vernier.loadtest.load.LoadException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code serve} in a process of its own, ended with the object or with this process. */
public final class RunningServer implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready grpc=(\\S+) metrics=(\\S+)(?: admin=(\\S+))?");
    private static final long START_SECONDS = 120;

    /** A drain answers what was accepted; more than this and something hangs. */
    private static final long DRAIN_SECONDS = 30;

    /** The status while another change of the model is not over. */
    private static final int UNDER_WAY = 503;

    private static final long CHANGE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final HttpClient admin = HttpClient.newHttpClient();
    private final Process process;
    private final Thread onExit;
    private final CompletableFuture<Matcher> ready;
    private final Path log;

    private RunningServer(Process process, Thread onExit, CompletableFuture<Matcher> ready, Path log) {
        this.process = process;
        this.onExit = onExit;
        this.ready = ready;
        this.log = log;
    }

    /**
     * Starts a server on free ports and waits until it is ready.
     *
     * @param log takes what it writes to its error stream
     * @param more further options of {@code serve}
     * @throws LoadException when it ends, or is not ready in two minutes; the message names the log
     */
    public static RunningServer start(Launcher launcher, Path store, Path log, String... more)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(
                List.of("--store", store.toString(), "--grpc-port", "0", "--metrics-port", "0", "--admin-port", "0"));
        arguments.addAll(List.of(more));
        return begin(launcher.verb("serve", arguments), log).awaitReady();
    }

    /** Starts any command that prints such a line when it is ready, and does not wait for it. */
    public static RunningServer begin(ProcessBuilder command, Path log) throws IOException {
        Process process = command.redirectError(log.toFile()).start();
        Thread onExit = new Thread(() -> end(process), "end-serve");
        Runtime.getRuntime().addShutdownHook(onExit);
        CompletableFuture<Matcher> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, ready), "serve-output");
        reader.setDaemon(true);
        reader.start();
        return new RunningServer(process, onExit, ready, log);
    }

    /**
     * Waits until it is ready.
     *
     * @throws LoadException when it ends, or is not ready in two minutes; the server is ended and the message names the log
     */
    public RunningServer awaitReady() throws InterruptedException {
        try {
            ready.get(START_SECONDS, TimeUnit.SECONDS);
            return this;
        } catch (ExecutionException | TimeoutException e) {
            close();
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

    /** Where it takes requests, {@code host:port}; known once it is ready. */
    public String grpc() {
        return ready.join().group(1);
    }

    /** Where Prometheus may scrape it, {@code host:port}. */
    public String metrics() {
        return ready.join().group(2);
    }

    /**
     * Has it read its configuration anew.
     *
     * @throws IOException when it does not take it; it then goes on with the old one
     */
    public void reload() throws IOException, InterruptedException {
        HttpResponse<String> response = post("/config/reload");
        if (response.statusCode() != 200) {
            throw new IOException("the server keeps its configuration: " + response.body());
        }
    }

    /**
     * Has it load a model, or unload it when all its variants are loaded, and waits until that is done.
     *
     * @param verb {@code load} or {@code unload}
     * @throws IOException when it refuses
     */
    public void change(String model, String verb) throws IOException, InterruptedException {
        HttpResponse<String> response = post("/models/" + model + "/" + verb);
        while (response.statusCode() == UNDER_WAY) {
            LockSupport.parkNanos(CHANGE_PAUSE_NANOS);
            response = post("/models/" + model + "/" + verb);
        }
        if (response.statusCode() != 200) {
            throw new IOException("the server does not " + verb + " " + model + ": " + response.body());
        }
    }

    private HttpResponse<String> post(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + ready.join().group(3) + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return admin.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The process: the launcher has become the server's JVM. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Waits until the server ends by itself, or is told to by someone else. */
    public void await() throws InterruptedException {
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
