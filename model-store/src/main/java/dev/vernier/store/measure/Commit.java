package dev.vernier.store.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The commit of the checkout that runs. */
final class Commit {
    private Commit() {}

    /** Its hash, by git; {@code unknown} without the property {@code vernier.home}, a checkout there, or git. */
    static String current() {
        String home = System.getProperty("vernier.home");
        return home == null ? "unknown" : of(home);
    }

    private static String of(String home) {
        try {
            Process git = new ProcessBuilder("git", "-C", home, "rev-parse", "HEAD")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String hash = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? hash : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
