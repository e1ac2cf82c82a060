package dev.vernier.compressor;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Runs a verb in a JVM of its own, set up like this one: what native code does to that process does not end this one, which
 * can still say what happened. The child shares this process's streams, and ends when this one does.
 */
final class ChildJvm {
    /** Set in the child. */
    private static final String MARK = "vernier.child";

    /** What a process's exit code is when a signal ended it: this and the signal's number. */
    private static final int SIGNALLED = 128;

    /** From this release on a JVM warns of native code that its command line, or its main jar's manifest, does not allow. */
    private static final int NATIVE_ACCESS_IS_ASKED = 24;

    private ChildJvm() {}

    /** Whether this process is such a child. */
    static boolean isThis() {
        return Boolean.getBoolean(MARK);
    }

    /**
     * Runs a program with these arguments and waits for its end.
     *
     * @return its exit code; 1 when a signal ended it, which {@code err} then tells together with {@code advice}
     */
    static int run(Class<?> program, List<String> arguments, PrintWriter err, String advice)
            throws IOException, InterruptedException {
        Process child = new ProcessBuilder(command(program, arguments))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread onExit = new Thread(() -> stop(child), "child-jvm");
        Runtime.getRuntime().addShutdownHook(onExit);
        int code = child.waitFor();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // This process is ending too: the signal was meant for both.
            return code;
        }
        if (code <= SIGNALLED) {
            return code;
        }
        err.println("vernier: the process that did the work was ended by " + signal(code - SIGNALLED) + "; " + advice);
        err.flush();
        return 1;
    }

    /** In the child: ends it as soon as its parent, however it ended, no longer holds the other end of its input. */
    static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // The parent sends nothing; whatever comes is no reason to end.
                        }
                    } catch (IOException e) {
                        // As good as the end of the input.
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static List<String> command(Class<?> program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X") || option.startsWith("-D"))
                .forEach(command::add);
        if (Runtime.version().feature() >= NATIVE_ACCESS_IS_ASKED) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-D" + MARK + "=true", "-cp", System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(arguments);
        return command;
    }

    private static void stop(Process child) {
        child.destroy();
        try {
            child.onExit().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a process's end is never exceptional", e);
        }
    }

    private static String signal(int number) {
        return switch (number) {
            case 2 -> "SIGINT";
            case 6 -> "SIGABRT (a crash in native code; hs_err_pid*.log tells more)";
            case 9 -> "SIGKILL (by somebody, or by the system because memory ran out)";
            case 11 -> "SIGSEGV";
            case 15 -> "SIGTERM";
            default -> "signal " + number;
        };
    }
}
