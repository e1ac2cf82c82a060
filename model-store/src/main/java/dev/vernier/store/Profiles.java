package dev.vernier.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Profiles as files: derived figures of one machine, outside every digest and measured again at any doubt. */
final class Profiles {
    private static final String SCHEMA = "profile/1";

    private Profiles() {}

    static byte[] json(Profile profile) {
        return CanonicalJson.bytes(CanonicalJson.tree(SCHEMA, profile));
    }

    /** Empty also for a file that is damaged, of another schema or of another card: then it is measured anew. */
    static Optional<Profile> read(Path file, String card, String machine) {
        try {
            Profile profile = CanonicalJson.read(Files.readAllBytes(file), SCHEMA, Profile.class);
            return profile.card().equals(card) && profile.machine().equals(machine)
                    ? Optional.of(profile)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
