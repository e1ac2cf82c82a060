package dev.vernier.loadtest.stage;

import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.LengthClass;
import dev.vernier.store.measure.Intervals;
import dev.vernier.store.measure.Measure;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who answered the texts of each length: answers by length class and variant. */
public final class LengthMix {
    private final Map<LengthClass, SortedMap<String, Integer>> counts = new EnumMap<>(LengthClass.class);

    public LengthMix() {
        for (LengthClass length : LengthClass.values()) {
            counts.put(length, new TreeMap<>());
        }
    }

    static LengthMix of(Ledger ledger, Corpus corpus) {
        LengthMix mix = new LengthMix();
        mix.add(ledger, corpus);
        return mix;
    }

    public void add(Ledger ledger, Corpus corpus) {
        for (int row = 0; row < ledger.size(); row++) {
            if (ledger.isAnswered(row)) {
                int tokens = corpus.text(ledger.plan().text(row)).tokens();
                add(LengthClass.of(tokens), ledger.variant(row));
            }
        }
    }

    void add(LengthClass length, String variant) {
        of(length).merge(variant, 1, Integer::sum);
    }

    private SortedMap<String, Integer> of(LengthClass length) {
        return counts.computeIfAbsent(length, key -> new TreeMap<>());
    }

    /** As RESULTS wants it: length class -> variant -> answers. */
    Map<String, Map<String, Integer>> fields() {
        Map<String, Map<String, Integer>> fields = new LinkedHashMap<>();
        counts.forEach((length, mix) -> fields.put(length.key(), mix));
        return fields;
    }

    /** The reference's share of the answers to texts of one length; empty where there are none. */
    public Optional<Measure> referenceShare(LengthClass length) {
        return share(of(length).getOrDefault(Ladder.REFERENCE, 0), total(length));
    }

    /** The reference's share of all answers; empty where there are none. */
    public Optional<Measure> referenceShare() {
        int reference = 0;
        int all = 0;
        for (LengthClass length : LengthClass.values()) {
            reference += of(length).getOrDefault(Ladder.REFERENCE, 0);
            all += total(length);
        }
        return share(reference, all);
    }

    private int total(LengthClass length) {
        return of(length).values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Optional<Measure> share(int reference, int all) {
        return all == 0 ? Optional.empty() : Optional.of(Intervals.wilson(reference, all));
    }
}
