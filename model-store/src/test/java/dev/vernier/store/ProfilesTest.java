package dev.vernier.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilesTest {
    private static final String CARD = "a".repeat(64);

    @TempDir
    private Path directory;

    private ModelStore store;

    @BeforeEach
    void createStore() {
        store = ModelStore.create(directory);
    }

    @Test
    void keepsTheLatestProfileOfACardAndMachine() {
        store.keep(profile(CARD, "zen5", 1000));
        store.keep(profile(CARD, "zen4", 3000));
        assertThat(store.keep(profile(CARD, "zen5", 2000))).isTrue();

        assertThat(store.profile(CARD, "zen5")).contains(profile(CARD, "zen5", 2000));
        assertThat(store.profile(CARD, "zen4")).contains(profile(CARD, "zen4", 3000));
        assertThat(store.profile(CARD, "zen3")).isEmpty();
        assertThat(store.profile("b".repeat(64), "zen5")).isEmpty();
    }

    @Test
    void doesWithoutAProfileThatCannotBeWritten() throws Exception {
        Files.writeString(directory.resolve("profiles"), "a file where a directory must be made");

        assertThat(store.keep(profile(CARD, "zen5", 1000))).isFalse();
        assertThat(store.profile(CARD, "zen5")).isEmpty();
    }

    @Test
    void forgetsAProfileThatIsDamaged() throws Exception {
        store.keep(profile(CARD, "zen5", 1000));
        Path file = directory.resolve("profiles").resolve(CARD).resolve("zen5");
        Files.writeString(file, Files.readString(file).substring(0, 30));

        assertThat(store.profile(CARD, "zen5")).isEmpty();
    }

    @Test
    void forgetsAProfileThatWasCopiedFromAnotherMachine() throws Exception {
        store.keep(profile(CARD, "zen5", 1000));
        Path file = directory.resolve("profiles").resolve(CARD).resolve("zen5");
        Files.copy(file, file.resolveSibling("zen4"));

        assertThat(store.profile(CARD, "zen4")).isEmpty();
    }

    private static Profile profile(String card, String machine, long nanos) {
        return new Profile(card, machine, List.of(new Profile.Point(1, 8, nanos)), 36.5);
    }
}
