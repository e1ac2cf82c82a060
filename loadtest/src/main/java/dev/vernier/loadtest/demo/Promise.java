package dev.vernier.loadtest.demo;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vernier.loadtest.stage.Verdict;

/**
 * Something that the demo is to show, and whether it did.
 *
 * @param text what was promised, as the result file's {@code promise}
 * @param measured what came out, with the number that decided
 */
record Promise(
        @JsonProperty("promise") String text,
        String measured,
        @JsonProperty("verdict") String verdictKey) {
    Promise(String text, String measured, Verdict verdict) {
        this(text, measured, verdict.key());
    }
}
