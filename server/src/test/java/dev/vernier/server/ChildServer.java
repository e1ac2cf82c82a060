package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.server.TestStore.Variant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@link DrainedServer} in a process of its own, and the ports on which it listens. */
record ChildServer(Process process, BufferedReader output, int grpcPort, int metricsPort, int adminPort)
        implements AutoCloseable {
    /** The child's configuration, in the directory of its store. */
    static final String SETTINGS = "serve.yaml";

    /** Then it is ended, so that a test that waits for a line fails instead of waiting for ever. */
    private static final long PATIENCE_SECONDS = 180;

    private static final Pattern ADDRESSES = Pattern.compile(
            "listening grpc=127\\.0\\.0\\.1:(\\d+) metrics=127\\.0\\.0\\.1:(\\d+) admin=127\\.0\\.0\\.1:(\\d+)");

    /** Starts one with an slo of a minute, and waits until it listens. */
    static ChildServer start(Path directory) throws IOException {
        TestStore.with(directory, "echo", Variant.reference(), Variant.cheap());
        TestStore.with(directory, "late", Variant.reference());
        Files.writeString(directory.resolve(SETTINGS), "slo: 60s\n");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        classPath,
                        DrainedServer.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        Matcher addresses = ADDRESSES.matcher(lineWith(output, "listening grpc="));
        assertThat(addresses.find()).isTrue();
        return new ChildServer(process, output, port(addresses, 1), port(addresses, 2), port(addresses, 3));
    }

    /** Waits until it prints a line with these words, and gives the line. */
    String awaitLine(String words) throws IOException {
        return lineWith(output, words);
    }

    void tell(String command) throws IOException {
        Writer commands = process.outputWriter(StandardCharsets.UTF_8);
        commands.write(command + "\n");
        commands.flush();
    }

    /** SIGTERM, with its streams left open. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** SIGHUP. */
    void hangUp() throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String lineWith(BufferedReader output, String words) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(words)) {
                return line;
            }
            seen.append(line).append('\n');
        }
        throw new IllegalStateException("the child ended: " + seen);
    }

    private static int port(Matcher addresses, int group) {
        return Integer.parseInt(addresses.group(group));
    }
}
