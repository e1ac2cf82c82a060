package dev.vernier.loadtest.load;

import dev.vernier.store.Task;

/** Judges answers by the texts' labels and by the reference's answers to the same texts. */
public final class AnswerScorer implements Scorer {
    private final Corpus corpus;
    private final ReferenceAnswers references;
    private final Task task;

    public AnswerScorer(Corpus corpus, ReferenceAnswers references, Task task) {
        this.corpus = corpus;
        this.references = references;
        this.task = task;
    }

    @Override
    public Score score(int text, float[] output) {
        int label = corpus.text(text).label();
        boolean isCorrect = task == Task.CLASSIFY && label >= 0 && largest(output) == label;
        return new Score(isCorrect, fidelity(references.output(text), output));
    }

    private double fidelity(float[] reference, float[] output) {
        if (reference.length != output.length || output.length == 0) {
            return Double.NaN;
        }
        return switch (task) {
            case CLASSIFY -> 1 - totalVariation(reference, output);
            case EMBED -> Math.max(0, cosine(reference, output));
            case OTHER -> Double.NaN;
        };
    }

    /** Index of the largest element, the first of equals; -1 for an empty vector. */
    static int largest(float[] vector) {
        int largest = vector.length == 0 ? -1 : 0;
        for (int i = 1; i < vector.length; i++) {
            largest = vector[i] > vector[largest] ? i : largest;
        }
        return largest;
    }

    /** Half the sum of the differences of two distributions, in [0,1]. */
    static double totalVariation(float[] p, float[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.abs(p[i] - q[i]);
        }
        return Math.min(1, sum / 2);
    }

    static double cosine(float[] a, float[] b) {
        double dot = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            squaresA += (double) a[i] * a[i];
            squaresB += (double) b[i] * b[i];
        }
        return squaresA == 0 || squaresB == 0 ? 0 : dot / Math.sqrt(squaresA * squaresB);
    }
}
