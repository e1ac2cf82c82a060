package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.graph.GraphException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code -Dmutations=20000 -Dopened=20000} tries more, {@code -Dseed=N} others. */
class MutatedModelTest {
    private static final int MUTATIONS = Integer.getInteger("mutations", 2000);
    private static final long SEED = Long.getLong("seed", 7);

    /** Opening a session costs a hundred times as much as reading a graph. */
    private static final int OPENED = Integer.getInteger("opened", MUTATIONS / 10);

    private static final int SIGNALLED = 128;

    @Test
    void aBrokenModelIsReadOrRefusedByName() {
        int refused = 0;
        for (int number = 0; number < MUTATIONS; number++) {
            try {
                MutatedModels.compressed(MutatedModels.mutation(SEED, number));
            } catch (GraphException e) {
                assertThat(e.getMessage()).isNotBlank();
                refused++;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("mutation " + number + " of seed " + SEED, e);
            }
        }
        System.out.printf("MutatedModelTest: -Dseed=%d, %d of %d refused%n", SEED, refused, MUTATIONS);
        assertThat(refused).isBetween(MUTATIONS / 10, MUTATIONS);
    }

    @Test
    void oneThatNativeCodeDiesOfDoesNotEndTheParent() throws IOException, InterruptedException {
        int next = 0;
        int children = 0;
        for (; next < OPENED; children++) {
            next = open(next) + 1;
        }
        System.out.printf("MutatedModelTest: -Dseed=%d, %d opened in %d processes%n", SEED, OPENED, children);
        assertThat(next).isEqualTo(OPENED);
    }

    /** Opens mutations in a child from one on, and returns which was the last: the one that ended the child, or the very last. */
    private static int open(int from) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+SuppressFatalErrorMessage",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MutatedModels.class.getName(),
                        Long.toString(SEED),
                        Integer.toString(from),
                        Integer.toString(OPENED))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int last = from;
        try (BufferedReader out = child.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = Integer.parseInt(line);
            }
        }
        int code = child.waitFor();
        assertThat(code == 0 || code > SIGNALLED)
                .as("mutation %d of seed %d ended its process with code %d", last, SEED, code)
                .isTrue();
        return code == 0 ? OPENED - 1 : last;
    }
}
