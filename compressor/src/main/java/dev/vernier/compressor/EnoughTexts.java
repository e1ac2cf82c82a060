package dev.vernier.compressor;

import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.corpus.Split;
import dev.vernier.compressor.source.Purpose;
import java.util.List;
import java.util.Locale;

/** Are there enough texts for every step to mean something? */
final class EnoughTexts {
    /** With fewer, the ranges of 8-bit activations miss what ordinary texts contain. */
    private static final int CALIBRATION = 16;

    /** With fewer, an interval says nothing: no error in 30 texts still allows 1 in 9. */
    private static final int TEST = 30;

    private EnoughTexts() {}

    /**
     * The split itself.
     *
     * @throws CompressionException says which part is short, and of a head which class has no text to learn from
     */
    static Split require(Split split, Purpose purpose) {
        require(split.calibration(), CALIBRATION, "to choose parameters");
        require(split.test(), TEST, "to measure with");
        for (String label : purpose.needsHead() ? purpose.classes() : List.<String>of()) {
            if (split.train().stream().noneMatch(text -> label.equals(text.label()))) {
                throw new CompressionException(
                        "no text to learn the class '" + label + "' from: six in ten texts are for"
                                + " learning, and none of this class is among them; give more of them");
            }
        }
        return split;
    }

    private static void require(List<LabelledText> part, int least, String use) {
        if (part.size() < least) {
            throw new CompressionException(String.format(
                    Locale.ROOT,
                    "only %d distinct texts %s, %d are needed; three in ten are kept for measuring, so give at least a"
                            + " hundred, with labels two hundred",
                    part.size(),
                    use,
                    least));
        }
    }
}
