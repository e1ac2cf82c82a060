package dev.vernier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishers that run at once, are killed, or find the disk full. */
class PublisherProcessTest {
    private static final int ENDLESS = 1_000_000;

    @TempDir
    private Path directory;

    @Test
    void givesEveryoneOfManyPublishersAVersionOfItsOwn() throws Exception {
        Process first = publisher("first", 5);
        Process second = publisher("second", 5);
        ModelStore store = ModelStore.create(directory);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        Set<String> published = new HashSet<>();
        List<Future<String>> running = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String weights = "thread " + i;
            running.add(threads.submit(
                    () -> ModelStoreTest.publish(store, "topics", weights).version()));
        }
        for (Future<String> one : running) {
            published.add(one.get());
        }
        threads.shutdown();

        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(published).hasSize(12);
        assertThat(store.versions("topics")).hasSize(22);
        assertEverythingReadable(store);
    }

    @Test
    void survivesPublishersThatAreKilled() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        ModelStore store = ModelStore.create(directory);
        for (int round = 0; round < 3; round++) {
            Process publisher = publisher("round" + round, ENDLESS);
            int told = 1 + random.nextInt(5);
            try (BufferedReader lines = publisher.inputReader()) {
                String last = "";
                for (int i = 0; i < told; i++) {
                    last = lines.readLine();
                }
                // Somewhere within the next publication, of about 20 ms.
                long until = System.nanoTime() + random.nextInt(20_000_000);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                publisher.destroyForcibly().waitFor();
                assertThat(store.versions("topics")).contains(last.replace("published ", ""));
            }
        }

        assertEverythingReadable(store);
        store.draft("topics").close();
        assertThat(directory.resolve("staging")).isEmptyDirectory();
        assertThat(blobs())
                .containsExactlyInAnyOrderElementsOf(
                        new Versions(new StoreLayout(directory), new Blobs(new StoreLayout(directory))).referenced());
    }

    @Test
    void isAsBeforeWhenTheDiskIsFull() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell with ulimit");
        ModelStore store = ModelStore.create(directory);
        ModelVersion before = ModelStoreTest.publish(store, "topics", "weights");
        List<String> blobs = blobs();

        // A file over 1 MiB fails as on a full disk; the version's weights have 4 MiB.
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 2048; exec \"$@\"", "sh"));
        command.addAll(ChildJvm.command(PublisherProcess.class, directory.toString(), "many", "1"));
        Process publisher =
                new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(publisher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(printed).contains("StoreException: cannot put 4194305 bytes into the draft of topics");
        assertThat(publisher.waitFor()).isNotZero();
        assertThat(store.versions("topics")).containsExactly("1");
        assertThat(store.find("topics", "")).contains(before);
        assertThat(blobs()).isEqualTo(blobs);
        assertThat(directory.resolve("staging")).isEmptyDirectory();
    }

    private Process publisher(String weights, int count) throws IOException {
        return ChildJvm.start(PublisherProcess.class, directory.toString(), weights, Integer.toString(count));
    }

    private static void assertEverythingReadable(ModelStore store) {
        for (String version : store.versions("topics")) {
            ModelVersion found = store.find("topics", version).orElseThrow();
            assertThat(store.blob(found.reference().artefacts().get(0).digest()))
                    .isNotEmptyFile();
        }
    }

    private List<String> blobs() throws IOException {
        return StoreLayout.list(directory.resolve("blobs")).stream().sorted().toList();
    }
}
