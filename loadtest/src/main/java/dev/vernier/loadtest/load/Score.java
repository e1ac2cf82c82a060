package dev.vernier.loadtest.load;

/**
 * What an answer is worth.
 *
 * @param isCorrect whether it names the text's true class
 * @param fidelity agreement with the reference's answer to the same text, in [0,1]; NaN where that is not known
 */
public record Score(boolean isCorrect, double fidelity) {}
