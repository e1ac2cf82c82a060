package dev.vernier.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are missing, torn or changed, and what killed publishers leave. */
class DamagedStoreTest {
    @TempDir
    private Path directory;

    private ModelStore store;
    private String weights;

    @BeforeEach
    void publishOneModel() {
        store = ModelStore.create(directory);
        weights = ModelStoreTest.publish(store, "topics", "weights")
                .reference()
                .artefacts()
                .get(0)
                .digest();
    }

    @Test
    void namesABlobThatIsMissing() throws IOException {
        Files.delete(blob(weights));

        assertThatThrownBy(() -> store.blob(weights))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(weights + " is missing: publish the model again");
    }

    @Test
    void refusesABlobThatIsTorn() throws IOException {
        Files.writeString(blob(weights), "weig");

        assertDamaged(() -> store.blob(weights));
    }

    @Test
    void refusesABlobThatWasChangedWithoutAChangeOfItsSize() throws IOException {
        Files.writeString(blob(weights), "WEIGHTS");

        assertDamaged(() -> store.blob(weights));
    }

    @Test
    void checksABlobAgainThatChangesAfterItsFirstCheck() throws IOException {
        store.blob(weights);
        Files.writeString(blob(weights), "WEIGHTS");
        Files.setLastModifiedTime(blob(weights), FileTime.fromMillis(0));

        assertDamaged(() -> store.blob(weights));
    }

    @Test
    void refusesACardThatWasChanged() throws IOException {
        Path card = blob(store.find("topics", "").orElseThrow().reference().digest());
        Files.writeString(card, Files.readString(card).replace("\"fidelity\":1.0", "\"fidelity\":0.9"));

        assertDamaged(() -> store.find("topics", ""));
    }

    @Test
    void refusesAManifestThatWasChanged() throws IOException {
        Path manifest = blob(Files.readString(versionFile("1")).strip());
        Files.writeString(manifest, Files.readString(manifest).replace("animal", "mineral"));

        assertDamaged(() -> store.find("topics", ""));
    }

    @Test
    void namesAVersionThatIsTorn() throws IOException {
        Files.writeString(versionFile("1"), Files.readString(versionFile("1")).substring(0, 20));

        assertThatThrownBy(() -> store.find("topics", "1"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("models/topics/1 is torn");
    }

    @Test
    void refusesAVersionThatLeadsToAnother() throws IOException {
        ModelStoreTest.publish(store, "others", "weights");
        Files.copy(directory.resolve("models/others/1"), versionFile("2"));

        assertThatThrownBy(() -> store.find("topics", "2"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("leads to version 1 of others");
    }

    @Test
    void refusesAManifestOfAnotherSchema() throws IOException {
        byte[] json = "{\"schema\":\"model-version/99\"}".getBytes(StandardCharsets.UTF_8);
        String digest = Sha256.of(json);
        Files.write(blob(digest), json);
        Files.writeString(versionFile("2"), digest);

        assertThatThrownBy(() -> store.find("topics", "2"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("its schema is 'model-version/99', wanted is 'model-version/1'");
    }

    @Test
    void repairsABlobThatIsPublishedAgain() throws IOException {
        Files.writeString(blob(weights), "WEIGHTS");

        ModelStoreTest.publish(store, "topics", "weights");

        assertThat(store.blob(weights)).hasContent("weights");
    }

    @Test
    void ignoresAndRemovesWhatKilledPublishersLeft() throws IOException {
        List<Path> before = files();
        Files.createDirectories(directory.resolve("staging/killed"));
        Files.writeString(directory.resolve("staging/killed/lock"), "");
        Files.writeString(directory.resolve("staging/killed/partial-1"), "half");
        Files.createDirectories(directory.resolve("staging/killed-before-its-lock"));
        Files.writeString(blob("0".repeat(64)), "moved, never published");
        Files.createDirectories(directory.resolve("models/unborn"));

        assertThat(store.models()).containsExactly("topics");
        assertThat(store.find("unborn", "")).isEmpty();
        store.draft("topics").close();

        assertThat(files()).isEqualTo(before);
    }

    @Test
    void keepsTheFilesOfADraftThatLives() {
        try (Draft draft = store.draft("topics")) {
            String digest = draft.put(new byte[] {1});
            store.draft("topics").close();

            assertThat(draft.file(digest)).hasBinaryContent(new byte[] {1});
        }
    }

    @Test
    void keepsTheFilesOfADraftThatLivesUnderAnotherNameOfTheStore() throws IOException {
        ModelStore linked = ModelStore.open(Files.createSymbolicLink(directory.resolve("link"), directory));
        try (Draft draft = store.draft("topics")) {
            String digest = draft.put(new byte[] {1});
            linked.draft("topics").close();

            assertThat(draft.file(digest)).hasBinaryContent(new byte[] {1});
        }
    }

    @Test
    void removesNothingWhileAVersionIsDamaged() throws IOException {
        Files.writeString(versionFile("1"), "torn");

        store.draft("topics").close();

        assertThat(store.blob(weights)).hasContent("weights");
    }

    @Test
    void isAsBeforeWhenAPublicationFailsAtItsLastStep() throws IOException {
        List<Path> before = files();
        Files.writeString(directory.resolve("models/blocked"), "a file where a directory must be made");

        assertThatThrownBy(() -> ModelStoreTest.publish(store, "blocked", "others"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot publish the draft of blocked");

        assertThat(store.models()).containsExactly("topics");
        Files.delete(directory.resolve("models/blocked"));
        store.draft("topics").close();
        assertThat(files()).isEqualTo(before);
    }

    private interface Reading {
        void run();
    }

    private static void assertDamaged(Reading reading) {
        assertThatThrownBy(reading::run)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is torn or was tampered with");
    }

    private Path blob(String digest) {
        return directory.resolve("blobs").resolve(digest);
    }

    private Path versionFile(String version) {
        return directory.resolve("models/topics").resolve(version);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            return List.copyOf(new TreeSet<>(tree.filter(Files::isRegularFile).toList()));
        }
    }
}
