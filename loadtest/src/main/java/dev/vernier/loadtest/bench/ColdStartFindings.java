package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.stage.Narration;
import dev.vernier.loadtest.stage.Verdict;
import dev.vernier.store.measure.Intervals;
import dev.vernier.store.measure.Measure;
import dev.vernier.store.measure.ResultFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * What the starts of a run say together.
 *
 * @param starts by cache, one a round
 * @param variants that the server loads
 */
record ColdStartFindings(Map<ClassCache, List<ColdStart>> starts, int variants) {
    /** What a start may take with the archive, and how much of a start without it. */
    private static final double MAX_MILLIS = 1_500;

    private static final double MAX_RATIO = 0.65;

    /** One object for each cache. */
    List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (ClassCache cache : ClassCache.values()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("cache", cache.key());
            row.put("first_answer_ms", median(cache, ColdStart::firstAnswerMillis));
            row.put("rss_mib", median(cache, ColdStart::residentMib));
            row.put("variants", variants);
            row.put(
                    "first_answer_ms_rounds",
                    of(cache).stream().map(ColdStart::firstAnswerMillis).toList());
            rows.add(row);
        }
        return rows;
    }

    /** Time to the first answer with the archive over that without it, in pairs of one round. */
    Measure ratio() {
        double[] ratios = new double[of(ClassCache.WARM).size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = of(ClassCache.WARM).get(round).firstAnswerMillis()
                    / of(ClassCache.NONE).get(round).firstAnswerMillis();
        }
        return Intervals.interleavedMedian(ratios);
    }

    Verdict verdict(double otherCpuCores) {
        boolean holds =
                median(ClassCache.WARM, ColdStart::firstAnswerMillis) <= MAX_MILLIS && ratio().value() <= MAX_RATIO;
        return Verdict.of(holds, Verdict.isNoisy(otherCpuCores));
    }

    private String sentence() {
        return String.format(
                Locale.ROOT,
                "First answer %.0f ms after the start, %s of the time without the archive of classes",
                median(ClassCache.WARM, ColdStart::firstAnswerMillis),
                Figures.text(ratio()));
    }

    void write(ResultFile result, double otherCpuCores) {
        result.set("finding", sentence())
                .set("ratio", ratio())
                .set("verdict", verdict(otherCpuCores).key())
                .set("rows", rows());
    }

    void print(Narration narration) {
        TextTable table = new TextTable("cache", "first answer", "memory");
        for (ClassCache cache : ClassCache.values()) {
            table.row(
                    cache.key(),
                    String.format(Locale.ROOT, "%.0f ms", median(cache, ColdStart::firstAnswerMillis)),
                    String.format(Locale.ROOT, "%.0f MiB", median(cache, ColdStart::residentMib)));
        }
        narration.heading(sentence());
        table.lines().forEach(narration::line);
    }

    private double median(ClassCache cache, ToDoubleFunction<ColdStart> figure) {
        return Intervals.interleavedMedian(
                        of(cache).stream().mapToDouble(figure).toArray())
                .value();
    }

    private List<ColdStart> of(ClassCache cache) {
        return Objects.requireNonNull(starts.get(cache));
    }
}
