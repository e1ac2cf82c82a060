package dev.vernier.compressor.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the forms in which exporters and runtimes write the same encoder: two blocks of four heads behind a table, with
 * mean pooling. Forms whose activation is the same function give the same answers. The last {@link #IDLE} neurons of each
 * feed-forward layer are never active.
 */
public record EncoderForm(Order order, Projections projections, Norm norm, Activation activation) {
    public static final int WIDTH = 32;
    public static final int NEURONS = 64;
    public static final int IDLE = 16;
    public static final int WORDS = 256;

    /** Where a block normalises. */
    public enum Order {
        /** Behind each sum, as BERT does. */
        POST_LN,
        /** In front of each layer; what is handed on is not normalised. */
        PRE_LN
    }

    /** How queries, keys and values are made. */
    public enum Projections {
        SEPARATE,
        /** One matrix, its output cut by Split. */
        SPLIT,
        /** One matrix, its output cut by three Slices. */
        SLICED
    }

    /** LayerNormalization. */
    public enum Norm {
        /** The standard operator of opset 17. */
        OPERATOR,
        /** Means, differences and a root. */
        DECOMPOSED,
        /** ONNX Runtime's operator that adds first. */
        SKIP
    }

    /** What is between the two layers, as operators. */
    public enum Activation {
        GELU_20(20),
        GELU_20_TANH(20),
        ERF(11),
        TANH(11),
        SIGMOID(11),
        MICROSOFT_GELU(11),
        MICROSOFT_BIAS_GELU(11),
        MICROSOFT_FAST_GELU(11),
        MICROSOFT_QUICK_GELU(11);

        private final int opset;

        Activation(int opset) {
            this.opset = opset;
        }
    }

    /** Every combination. */
    public static List<EncoderForm> all() {
        List<EncoderForm> forms = new ArrayList<>();
        for (Order order : Order.values()) {
            for (Projections projections : Projections.values()) {
                for (Norm norm : Norm.values()) {
                    for (Activation activation : Activation.values()) {
                        forms.add(new EncoderForm(order, projections, norm, activation));
                    }
                }
            }
        }
        return forms;
    }

    /** As few as have every combination of all but the activation, and every activation twice. */
    public static List<EncoderForm> sample() {
        int activations = Activation.values().length;
        List<EncoderForm> all = all();
        List<EncoderForm> sample = new ArrayList<>();
        for (int i = 0; i < all.size() / activations; i++) {
            sample.add(all.get(i * activations + i % activations));
        }
        return sample;
    }

    /** The lowest version of the standard operators that has all that the form needs. */
    int opset() {
        return Math.max(norm == Norm.OPERATOR ? 17 : 11, activation.opset);
    }

    /** The encoder; weights are called {@code a.query} or {@code a.packed}, {@code a.output}, {@code b.up} and so on. */
    public Graph graph() {
        return new EncoderWriter(this).written();
    }
}
