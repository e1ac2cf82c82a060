package dev.vernier.loadtest.load;

/**
 * The reference's answers to the texts of a corpus, gathered while it serves them. Filled on the client's event loop;
 * read after the run that filled it.
 */
public final class ReferenceAnswers implements Scorer {
    private static final Score NOT_JUDGED = new Score(false, Double.NaN);

    private final float[][] outputs;

    public ReferenceAnswers(int texts) {
        this.outputs = new float[texts][];
    }

    @Override
    public Score score(int text, float[] output) {
        outputs[text] = output;
        return NOT_JUDGED;
    }

    public boolean has(int text) {
        return output(text).length > 0;
    }

    /** How many texts have an answer. */
    public int size() {
        int size = 0;
        for (int text = 0; text < outputs.length; text++) {
            size += has(text) ? 1 : 0;
        }
        return size;
    }

    /** The reference's output, empty where it is not known; not to be changed. */
    float[] output(int text) {
        float[] output = outputs[text];
        return output == null ? new float[0] : output;
    }
}
