package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.stage.Narration;
import dev.vernier.loadtest.stage.Verdict;
import dev.vernier.store.measure.ResultFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What loads and unloads say of the memory.
 *
 * @param cycles in their order, at least two more than {@link #SETTLING}
 * @param variants that each loads
 */
record MemoryFindings(List<LoadCycle> cycles, int variants) {
    /** Cycles that do not count: the heap and the allocator's arenas reach their sizes in them. */
    static final int SETTLING = 10;

    private static final double MAX_GROWTH_MIB = 0.1;

    MemoryFindings {
        cycles = List.copyOf(cycles);
    }

    /** Slope of the least squares line through the memory after each unload, MiB a cycle; 0 where too few were counted. */
    double growthMibPerCycle() {
        List<LoadCycle> counted = counted();
        double meanCycle = (counted.size() - 1) / 2.0;
        double meanMib =
                counted.stream().mapToDouble(LoadCycle::unloadedMib).average().orElse(0);
        double products = 0;
        double squares = 0;
        for (int i = 0; i < counted.size(); i++) {
            products += (i - meanCycle) * (counted.get(i).unloadedMib() - meanMib);
            squares += (i - meanCycle) * (i - meanCycle);
        }
        return squares == 0 ? 0 : products / squares;
    }

    /** What other processes do changes no resident memory of the server's. */
    Verdict verdict() {
        return Verdict.of(counted().size() > 1 && growthMibPerCycle() <= MAX_GROWTH_MIB, false);
    }

    void write(ResultFile result) {
        result.set("finding", sentence())
                .set("cycles", cycles.size())
                .set("variants", variants)
                .set("growth_mib_per_cycle", growthMibPerCycle())
                .set("verdict", verdict().key())
                .set("rows", rows());
    }

    void print(Narration narration) {
        TextTable table = new TextTable("cycle", "loaded", "unloaded", "time");
        for (int cycle : List.of(1, SETTLING, (SETTLING + cycles.size()) / 2, cycles.size())) {
            LoadCycle at = cycles.get(cycle - 1);
            table.row(
                    Integer.toString(cycle),
                    String.format(Locale.ROOT, "%.1f MiB", at.loadedMib()),
                    String.format(Locale.ROOT, "%.1f MiB", at.unloadedMib()),
                    String.format(Locale.ROOT, "%.2f s", at.seconds()));
        }
        narration.heading(sentence());
        table.lines().forEach(narration::line);
    }

    private List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (LoadCycle cycle : cycles) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("cycle", rows.size() + 1);
            row.put("loaded_rss_mib", cycle.loadedMib());
            row.put("unloaded_rss_mib", cycle.unloadedMib());
            row.put("seconds", cycle.seconds());
            rows.add(row);
        }
        return rows;
    }

    private List<LoadCycle> counted() {
        return cycles.subList(Math.min(SETTLING, cycles.size()), cycles.size());
    }

    private String sentence() {
        return String.format(
                Locale.ROOT,
                "Memory after an unload grows by %.3f MiB a cycle, over %d cycles after the first %d",
                growthMibPerCycle(),
                counted().size(),
                SETTLING);
    }
}
