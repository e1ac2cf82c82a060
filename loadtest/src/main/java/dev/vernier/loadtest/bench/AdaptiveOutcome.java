package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.stage.Gain;
import dev.vernier.loadtest.stage.MeasuredLoad;
import dev.vernier.loadtest.stage.Narration;
import dev.vernier.policy.simulate.Contender;
import dev.vernier.store.measure.Measure;
import dev.vernier.store.measure.ResultFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What has been measured so far, as the result file and the console tell it. */
final class AdaptiveOutcome {
    private final List<Course> courses;
    private final Corpus corpus;
    private final Replay replay;
    private final long seed;
    private final List<Entry> entries = new ArrayList<>();
    private final List<ReplayFindings.Pair> replayed = new ArrayList<>();

    private record Entry(Course course, String policy, MeasuredLoad measured) {
        boolean isOurs() {
            return policy.equals(Contender.ADAPTIVE);
        }
    }

    AdaptiveOutcome(List<Course> courses, Corpus corpus, Replay replay, long seed) {
        this.courses = List.copyOf(courses);
        this.corpus = corpus;
        this.replay = replay;
        this.seed = seed;
    }

    void enter(Course course, String policy, MeasuredLoad measured) {
        Entry entry = new Entry(course, policy, measured);
        entries.add(entry);
        if (entry.isOurs() && course.equals(courses.get(0))) {
            var run = replay.run(measured.ledger().plan(), course, seed + replayed.size());
            replayed.add(new ReplayFindings.Pair(
                    Standing.of(measured.ledger(), replay.ladder()),
                    Standing.of(run, replay, course, measured.ledger())));
        }
    }

    /** By trace, ours first. */
    List<AdaptiveRow> rows() {
        List<AdaptiveRow> rows = new ArrayList<>();
        for (Course course : courses) {
            MeasuredLoad ours = ours(course);
            rows.add(new AdaptiveRow(course, Contender.ADAPTIVE, ours, null, corpus, seed));
            entries.stream()
                    .filter(entry -> entry.course().equals(course) && !entry.isOurs())
                    .forEach(entry ->
                            rows.add(new AdaptiveRow(course, entry.policy(), entry.measured(), ours, corpus, seed)));
        }
        return rows;
    }

    /** Of our runs over a trace the one with the median attainment: the lower of two. */
    private MeasuredLoad ours(Course course) {
        List<MeasuredLoad> runs = runs(course).stream()
                .sorted(Comparator.comparingDouble(run -> run.tally().sloAttainment()))
                .toList();
        return runs.get((runs.size() - 1) / 2);
    }

    private List<MeasuredLoad> runs(Course course) {
        return entries.stream()
                .filter(entry -> entry.course().equals(course) && entry.isOurs())
                .map(Entry::measured)
                .toList();
    }

    /** Every run of ours over the first trace, beside its replay. */
    ReplayFindings replays() {
        return new ReplayFindings(replayed, replay.ladder());
    }

    void write(ResultFile result) {
        List<AdaptiveRow> rows = rows();
        result.set("rows", rows.stream().map(AdaptiveRow::fields).toList())
                .set("replay", replays().fields(isNoisy()))
                .set("finding", finding(rows.get(0)));
    }

    boolean isInOrder() {
        return entries.stream().allMatch(entry -> entry.measured().isInOrder());
    }

    private boolean isNoisy() {
        return runs(courses.get(0)).stream().anyMatch(MeasuredLoad::isNoisy);
    }

    private static String finding(AdaptiveRow ours) {
        Double back = ours.returnMillis();
        return String.format(
                Locale.ROOT,
                "Through the %s %.2f %% are answered in time; full precision %s",
                ours.course().name(),
                100 * ours.busyAttainment(),
                back == null ? "does not come back" : String.format(Locale.ROOT, "is back after %.0f ms", back));
    }

    void print(Narration narration) {
        TextTable table = new TextTable(
                "policy",
                "trace",
                "in time",
                "busy",
                "right",
                "fidelity",
                "p99",
                "back",
                "right, ours +",
                "fidelity, ours +",
                "verdict");
        for (AdaptiveRow row : rows()) {
            var tally = row.measured().tally();
            Double back = row.returnMillis();
            table.row(
                    row.text(),
                    row.course().name(),
                    Figures.fixed(100 * tally.sloAttainment(), 2),
                    Figures.fixed(100 * row.busyAttainment(), 2),
                    Figures.fixed(100 * tally.accuracyOffered(), 2),
                    Figures.fixed(100 * tally.fidelityOffered(), 2),
                    Figures.millis(tally.latencyMillis(99)),
                    back == null ? "never" : Figures.fixed(back, 0) + " ms",
                    points(row.gain(Gain.Worth.ACCURACY)),
                    points(row.gain(Gain.Worth.FIDELITY)),
                    row.verdict().key());
        }
        table.lines().forEach(narration::line);
        printReplay(narration);
    }

    private void printReplay(Narration narration) {
        ReplayFindings findings = replays();
        narration.heading("The server less the simulator's replay, median of "
                + findings.pairs().size());
        narration.line(String.format(
                Locale.ROOT,
                "  in time %+.2f points, effective accuracy %+.2f points, largest share %.1f points, p99 %+.1f ms (%.2fx)  %s",
                100 * findings.median(ReplayFindings.Pair::attainmentDelta),
                100 * findings.median(ReplayFindings.Pair::accuracyDelta),
                100 * findings.median(ReplayFindings.Pair::mixDelta),
                findings.median(ReplayFindings.Pair::p99DeltaMillis),
                findings.median(ReplayFindings.Pair::p99Ratio),
                findings.verdict(isNoisy()).key()));
    }

    private static String points(@Nullable Measure gain) {
        return gain == null
                ? ""
                : String.format(
                        Locale.ROOT, "%+.2f [%+.2f, %+.2f]", 100 * gain.value(), 100 * gain.low(), 100 * gain.high());
    }
}
