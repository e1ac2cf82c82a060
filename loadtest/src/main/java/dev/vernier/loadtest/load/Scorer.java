package dev.vernier.loadtest.load;

/** Judges answers as they arrive, on the client's event loop; must not block. */
public interface Scorer {
    /**
     * Judges one answer.
     *
     * @param text index of the text in the corpus
     * @param output the first output's elements, not to be changed; the scorer may keep the array
     */
    Score score(int text, float[] output);
}
