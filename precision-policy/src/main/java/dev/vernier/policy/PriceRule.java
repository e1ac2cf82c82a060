package dev.vernier.policy;

/**
 * The price mu: the value that one millisecond of lane time must buy.
 *
 * <pre>
 * z    = (xi*W0 + what the lanes still owe) / (theta*K*D)
 * mu_b = lo * ((hi/lo)^min(z, 1.5) - 1)
 * mu   = 0 while the arriving reference work is below 0.8 and z below 0.35, else sqrt(mu_b * mu_f)
 * mu_a = m*z/1.5 at the door while even the cheapest variants cannot carry the arrivals, else mu
 * </pre>
 *
 * D is the time that recent arrivals allow, not the head's slack: what a millisecond displaces does not depend on who takes
 * it. The slopes of the hulls span decades, so the price is exponential in the backlog: a linear one that protects the last
 * step spends the first ones too early. {@code mu_b} reacts within one dispatch; {@code mu_f}, the fluid price, keeps the
 * choice from swinging between variants that the rate cannot carry. Without the zero the root is infinitely steep at z = 0,
 * and long texts lose precision on a server that has nothing to do.
 *
 * @param lowest lo: the smallest slope of the hulls, value per millisecond; 0 when no hull has two points
 * @param highest hi: twice the largest slope, at least four times {@code lowest}
 * @param fluid mu_f: the slope on which the present rate fills the lanes; NaN while no rate is known
 * @param served m: the least value density that is still served, when even the cheapest variants cannot carry the arrivals;
 *     else NaN
 * @param referenceLoad lane time that the arrivals would cost at the reference over the lane time there is; NaN while no
 *     rate is known
 */
public record PriceRule(double lowest, double highest, double fluid, double served, double referenceLoad) {
    /** Nothing to choose: the price is 0. */
    public static final PriceRule FREE = new PriceRule(0, 0, Double.NaN, Double.NaN, Double.NaN);

    private static final double MOST_Z = 1.5;
    private static final double LIGHT_LOAD = 0.8;
    private static final double LIGHT_Z = 0.35;
    /** Backlog at which overload is shed at the density that the lanes can serve: a fuller queue finds better batches. */
    private static final double OVERLOAD_Z = 1.5;

    /** mu for an arrival: what its lane time is worth to others, of whatever class. */
    public double admission(double z) {
        return Double.isNaN(served) ? exponential(z) : served * z / OVERLOAD_Z;
    }

    /**
     * mu for a dispatch. Classes decide who is taken, not who is answered better: where a low class is being shed, the density
     * that is still served is low, and must not make lane time cheap.
     */
    public double routing(double z) {
        return Double.isNaN(served) ? exponential(z) : Math.max(exponential(z), admission(z));
    }

    private double exponential(double z) {
        boolean hasChoice = lowest > 0;
        boolean isLight = !(referenceLoad >= LIGHT_LOAD) && z < LIGHT_Z;
        if (!hasChoice || isLight) {
            return 0;
        }
        double backlog = lowest * (Math.pow(highest / lowest, Math.min(z, MOST_Z)) - 1);
        return Double.isNaN(fluid) ? backlog : Math.sqrt(backlog * fluid);
    }

    /** Whether the numbers can be computed with: slopes finite, the others finite or unknown. */
    boolean isSound() {
        return lowest >= 0
                && highest >= lowest
                && Double.isFinite(highest)
                && !(fluid < 0)
                && !Double.isInfinite(fluid)
                && !Double.isInfinite(served)
                && !Double.isInfinite(referenceLoad);
    }
}
