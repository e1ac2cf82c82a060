package dev.vernier.policy.simulate;

import java.util.Map;

/**
 * How one policy did on one trace, beside the bound and the best single variant of the same trace.
 *
 * @param profile the ladder
 * @param effectiveAccuracy sum of the values of the answers in time over the requests
 * @param upperBound of the effective accuracy of any schedule
 * @param lowerBound the best schedule found with hindsight
 * @param bestStatic the variant that alone would have done best
 * @param maxAccuracyDrop1s 1 minus the lowest effective accuracy of a second
 * @param mix share of each variant among the answers
 */
public record Verdict(
        String profile,
        String trace,
        long seed,
        String policy,
        double effectiveAccuracy,
        double upperBound,
        double lowerBound,
        String bestStatic,
        double bestStaticAccuracy,
        double sloAttainment,
        double maxAccuracyDrop1s,
        double switchesPerSecond,
        long offered,
        long shed,
        long floorViolations,
        long droppedAfterAdmission,
        Map<String, Double> mix) {
    public Verdict {
        mix = Map.copyOf(mix);
    }

    /** Share of the bound. */
    public double oracleRatio() {
        return effectiveAccuracy / upperBound;
    }

    /** How far the bound may be from the optimum. */
    public double oracleGapCertified() {
        return (upperBound - lowerBound) / upperBound;
    }

    /** What the bound leaves above the best single variant. */
    public double winnable() {
        return upperBound - bestStaticAccuracy;
    }

    /** Share of what was winnable that was won; NaN where nothing is. */
    public double gapClosed() {
        return winnable() > 0 ? gain() / winnable() : Double.NaN;
    }

    /** Whether more came than the cheapest variant can do. */
    public boolean isOverload() {
        return trace.startsWith(Scenario.OVERLOAD);
    }

    /** Whether requests had priorities: who is shed by class is not who costs the least effective accuracy. */
    public boolean hasClasses() {
        return trace.endsWith(Scenario.CLASSES);
    }

    /** What was won over the best single variant. */
    public double gain() {
        return effectiveAccuracy - bestStaticAccuracy;
    }
}
