package dev.vernier.loadtest.simulate;

import dev.vernier.policy.simulate.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Verdicts on one trace, for a terminal. */
final class VerdictTable {
    private VerdictTable() {}

    static String of(List<Verdict> verdicts) {
        Verdict first = verdicts.get(0);
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "%s on %s: %,d requests; no schedule reaches more than %.4f, one with hindsight %.4f, the best single variant"
                        + " (%s) %.4f%n%n",
                first.trace(),
                first.profile(),
                first.offered(),
                first.upperBound(),
                first.lowerBound(),
                first.bestStatic(),
                first.bestStaticAccuracy()));
        table.append(String.format(
                "%-20s %8s %7s %7s %7s %7s  %s%n", "policy", "eff.acc", "ratio", "closed", "SLO", "shed", "mix"));
        verdicts.forEach(verdict -> table.append(row(verdict)));
        return table.toString();
    }

    private static String row(Verdict verdict) {
        return String.format(
                Locale.ROOT,
                "%-20s %8.4f %7.4f %7s %7.4f %7d  %s%n",
                verdict.policy(),
                verdict.effectiveAccuracy(),
                verdict.oracleRatio(),
                verdict.winnable() < 1e-4 ? "-" : String.format(Locale.ROOT, "%.3f", verdict.gapClosed()),
                verdict.sloAttainment(),
                verdict.shed(),
                mix(verdict.mix()));
    }

    private static String mix(Map<String, Double> mix) {
        return mix.entrySet().stream()
                .filter(share -> share.getValue() >= 0.0005)
                .map(share -> String.format(Locale.ROOT, "%s %.1f %%", share.getKey(), 100 * share.getValue()))
                .collect(Collectors.joining(", "));
    }
}
