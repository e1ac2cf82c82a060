package dev.vernier.policy.baseline;

import dev.vernier.policy.Demand;
import dev.vernier.policy.ModelProfile;
import java.util.function.DoublePredicate;

/**
 * The request that runs next, as a baseline sees it.
 *
 * @param slackNanos until its target
 * @param slowdown present over nominal cost
 * @param canWait whether the rest of the queue is still in time on its cheapest variants, when this request runs so many
 *     nanos
 */
record Head(ModelProfile model, Demand demand, long slackNanos, double slowdown, DoublePredicate canWait) {
    int variants() {
        return model.variants().size();
    }

    /** Whether the variant is loaded, and the request permits it. */
    boolean permits(int variant) {
        var candidate = model.variants().get(variant);
        return candidate.resident() && demand.permits(variant, candidate);
    }

    /** Expected nanos of the request alone. */
    double nanos(int variant) {
        return slowdown * model.variants().get(variant).cost().nanos(demand.rows(), demand.length());
    }

    double value(int variant) {
        return model.value(variant);
    }

    int cheapest() {
        int cheapest = -1;
        for (int variant = 0; variant < variants(); variant++) {
            if (permits(variant) && (cheapest < 0 || nanos(variant) < nanos(cheapest))) {
                cheapest = variant;
            }
        }
        return Math.max(0, cheapest);
    }

    /** The variant, or where the request does not permit it the cheapest one that it permits. */
    int permitted(int variant) {
        return permits(variant) ? variant : cheapest();
    }

    /** The variant of that name, or where the request does not permit it, or there is none, the cheapest that it permits. */
    int permitted(String name) {
        for (int variant = 0; variant < variants(); variant++) {
            if (model.variants().get(variant).name().equals(name)) {
                return permitted(variant);
            }
        }
        return cheapest();
    }
}
