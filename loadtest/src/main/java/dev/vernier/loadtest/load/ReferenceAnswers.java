package dev.vernier.loadtest.load;

import java.util.List;
import java.util.stream.IntStream;

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

    /** The texts that have an answer. */
    public List<Integer> texts() {
        return IntStream.range(0, outputs.length)
                .filter(text -> output(text).length > 0)
                .boxed()
                .toList();
    }

    /** The reference's output, empty where it is not known; not to be changed. */
    float[] output(int text) {
        float[] output = outputs[text];
        return output == null ? new float[0] : output;
    }
}
