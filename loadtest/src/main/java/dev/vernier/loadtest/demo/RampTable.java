package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.LoadFields;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A ramp's steps as lines on a console. */
final class RampTable {
    static final String HEADING =
            "  load      policy     req/s   in time  accuracy  fidelity      p50      p99  who answered";

    private RampTable() {}

    static String line(Step step) {
        return String.format(
                        Locale.ROOT,
                        "  %-9s %-8s %7.0f  %6.2f %%  %6.2f %%  %6.2f %%  %5.1f ms %5.1f ms  %s%s",
                        step.place().text(),
                        step.policy().key(),
                        step.tally().offeredRps(),
                        100 * step.tally().sloAttainment(),
                        100 * step.tally().accuracyOffered(),
                        100 * step.tally().fidelityOffered(),
                        step.tally().latencyMillis(50),
                        step.tally().latencyMillis(99),
                        mix(step),
                        mark(step))
                .stripTrailing();
    }

    private static String mix(Step step) {
        return LoadFields.mix(step.tally()).entrySet().stream()
                .filter(share -> share.getValue() >= 0.005)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(share -> String.format(Locale.ROOT, "%s %.0f%%", share.getKey(), 100 * share.getValue()))
                .collect(Collectors.joining(" "));
    }

    private static String mark(Step step) {
        if (!step.isInOrder()) {
            return "  BOOKS NOT IN ORDER";
        }
        return (step.isRepeated() ? "  (again)" : "") + noise(step);
    }

    private static String noise(Step step) {
        if (step.measured().isClientBound()) {
            return "  noisy (client-bound)";
        }
        return step.isNoisy()
                ? String.format(
                        Locale.ROOT,
                        "  noisy (others: %.2f cores)",
                        step.measured().otherCpuCores())
                : "";
    }
}
