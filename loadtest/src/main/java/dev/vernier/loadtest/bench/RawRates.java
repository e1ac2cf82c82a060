package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.NamedTensor;
import dev.vernier.store.Session;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the runtime alone does with one variant in one round; each rate is measured once, when it is first asked for. */
final class RawRates {
    private static final int BATCH = 8;

    private final RawLoop loop;
    private final TokenRows tokens;
    private final int lanes;
    private final Map<List<Integer>, Double> rates = new HashMap<>();

    RawRates(Session session, StoredModel model, int lanes, Duration window, long seed) {
        this.loop = new RawLoop(session, window.dividedBy(2));
        this.tokens = new TokenRows(model.version(), seed);
        this.lanes = lanes;
    }

    /**
     * The rate to compare a cell with: one request in flight keeps one thread busy, row by row; more keep as many as there are
     * lanes, in batches where that pays. Of a mix of lengths, as many rows of each.
     */
    double ceiling(CeilingCell cell) throws InterruptedException {
        double secondsPerRow = 0;
        for (int length : cell.lengths()) {
            secondsPerRow +=
                    1 / ceiling(length, cell.concurrency()) / cell.lengths().size();
        }
        return 1 / secondsPerRow;
    }

    private double ceiling(int length, int concurrency) throws InterruptedException {
        return concurrency == 1 ? rate(1, 1, length) : Math.max(rate(lanes, 1, length), rate(lanes, BATCH, length));
    }

    private double rate(int threads, int rows, int length) throws InterruptedException {
        List<Integer> key = List.of(threads, rows, length);
        Double known = rates.get(key);
        if (known == null) {
            known = loop.rowsPerSecond(
                    threads,
                    tokens.tensors(rows, length, 0).stream()
                            .map(NamedTensor::tensor)
                            .toList(),
                    rows);
            rates.put(key, known);
        }
        return known;
    }
}
