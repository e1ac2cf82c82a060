package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import java.util.Locale;

/** One step of a recipe: makes a smaller or faster graph out of a normalised one, and leaves the original as it is. */
public interface Pass {
    /** The name in recipes and cards. */
    String name();

    /** A choice as recipes and cards write it: in lower case, with dashes. */
    static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Transforms a graph; the same graph and calibration always give the same result. */
    Outcome apply(Graph graph, Calibration calibration);

    /**
     * What a pass made.
     *
     * @param facts what the card tells about it: parameters, choices and what they were based on
     */
    record Outcome(Graph graph, ObjectNode facts) {}
}
