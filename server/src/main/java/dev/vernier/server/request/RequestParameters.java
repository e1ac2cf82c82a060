package dev.vernier.server.request;

import dev.vernier.server.config.Experiment.Arm;
import dev.vernier.server.config.Experiment.Assignment;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of the answer, checked, with the model's defaults filled in.
 *
 * @param floor the lowest fidelity that the answer may have, in [0,1]
 * @param variant the name of the only variant that may answer, null for any
 * @param priority 1 (highest) to 8
 * @param deterministic whether only batch-invariant forms may answer
 * @param truncate whether a text over the model's limit is cut
 * @param assignment the arm of its unit; null where the client named no unit, or the model has no experiment
 */
public record RequestParameters(
        double floor,
        @Nullable String variant,
        int priority,
        boolean deterministic,
        boolean truncate,
        @Nullable Assignment assignment) {
    public static final int LOWEST_PRIORITY = 8;

    /** The same, held to the arm as well: the stricter floor, and its variant where the request names none. */
    public RequestParameters heldTo(Arm arm) {
        return new RequestParameters(
                arm.accuracyFloor() == null ? floor : Math.max(floor, arm.accuracyFloor()),
                variant == null ? arm.variant() : variant,
                priority,
                deterministic,
                truncate,
                assignment);
    }

    /** Whether they ask for no less than the arm does. */
    public boolean followArm() {
        if (assignment == null) {
            return true;
        }
        Arm arm = assignment.arm();
        return (arm.variant() == null || arm.variant().equals(variant))
                && (arm.accuracyFloor() == null || arm.accuracyFloor() <= floor);
    }
}
