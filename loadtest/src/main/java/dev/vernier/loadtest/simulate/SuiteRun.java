package dev.vernier.loadtest.simulate;

import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.simulate.Contender;
import dev.vernier.policy.simulate.Gate;
import dev.vernier.policy.simulate.Lead;
import dev.vernier.policy.simulate.Profiles;
import dev.vernier.policy.simulate.Scenario;
import dev.vernier.policy.simulate.Tournament;
import dev.vernier.policy.simulate.Verdict;
import dev.vernier.store.measure.ResultFile;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The suite {@code ci}: every ladder, every scenario, every baseline, five seeds, and whether the gate's promises hold. */
final class SuiteRun {
    private static final int SEEDS = 5;
    private static final double SECONDS = 10;
    private static final String FORM = "%-8s %-14s %7s %7s %7s %7s  %-14s %7s %7s %7s %6s  %s%n";

    private final PrintWriter out;
    private final long firstSeed;
    private final List<Verdict> verdicts = new ArrayList<>();
    private final Map<String, Map<String, String>> tuned = new TreeMap<>();

    SuiteRun(PrintWriter out, long firstSeed) {
        this.out = out;
        this.firstSeed = firstSeed;
    }

    /** Runs all and prints a line for each trace; returns the promises that do not hold. */
    List<String> run() {
        out.printf(
                FORM,
                "ladder",
                "trace",
                "eff.acc",
                "ratio",
                "certif.",
                "SLO",
                "best static",
                "its",
                "winnable",
                "closed",
                "shed",
                "nearest rival, lead with upper end");
        for (ModelProfile model : Profiles.all()) {
            Tournament tournament = new Tournament(model).withBaselines();
            tuned.put(model.name(), tournament.winners());
            for (Scenario scenario : Scenario.gate(model)) {
                List<Verdict> own = new ArrayList<>();
                for (long seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
                    own.addAll(tournament.judge(scenario.trace(SECONDS, seed), seed));
                }
                print(own);
                verdicts.addAll(own);
            }
        }
        tuned.forEach((ladder, winners) -> {
            out.printf("%nbaselines on %s, each the best of its grid on 3 seeds that are not judged%n", ladder);
            winners.forEach((name, point) -> out.printf("  %-18s %s%n", name, point));
        });
        return Gate.broken(verdicts);
    }

    private void print(List<Verdict> own) {
        List<Verdict> ours = of(own, Contender.ADAPTIVE);
        Verdict first = ours.get(0);
        double winnable = mean(ours, Verdict::winnable);
        out.printf(
                FORM,
                first.profile(),
                first.trace(),
                fixed(mean(ours, Verdict::effectiveAccuracy)),
                fixed(mean(ours, Verdict::oracleRatio)),
                fixed(mean(ours, Verdict::oracleGapCertified)),
                fixed(mean(ours, Verdict::sloAttainment)),
                first.bestStatic(),
                fixed(mean(ours, Verdict::bestStaticAccuracy)),
                fixed(winnable),
                winnable < 1e-4 ? "-" : fixed(mean(ours, Verdict::gain) / winnable),
                Math.round(mean(ours, Verdict::shed)),
                nearest(own, ours));
        out.flush();
    }

    private static String nearest(List<Verdict> own, List<Verdict> ours) {
        String name = own.stream()
                .map(Verdict::policy)
                .filter(policy -> !policy.equals(Contender.ADAPTIVE))
                .distinct()
                .max(Comparator.comparingDouble(
                        policy -> Lead.paired(of(own, policy), ours).mean()))
                .orElseThrow();
        Lead lead = Lead.paired(of(own, name), ours);
        return String.format(Locale.ROOT, "%s %+.4f (%+.4f)", name, lead.mean(), lead.high());
    }

    private static List<Verdict> of(List<Verdict> verdicts, String policy) {
        return verdicts.stream()
                .filter(verdict -> verdict.policy().equals(policy))
                .toList();
    }

    private static double mean(List<Verdict> verdicts, ToDoubleFunction<Verdict> figure) {
        return verdicts.stream().mapToDouble(figure).average().orElse(Double.NaN);
    }

    private static String fixed(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** Sets the fields of the result. */
    void write(ResultFile result) {
        result.set("rows", verdicts.stream().map(VerdictFields::of).toList()).set("baselines", tuned);
    }
}
