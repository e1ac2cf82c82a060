package dev.vernier.policy;

import static dev.vernier.policy.Ladders.MILLI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WorkTreeTest {
    private final long start = Seeds.anyTime();

    private WorkTree tree(int lanes, double slowdown) {
        WorkTree tree = new WorkTree(64, MILLI);
        tree.reset(lanes, slowdown, start);
        return tree;
    }

    @Test
    void slackIsCapacityUntilTheTargetLessTheWorkBeforeIt() {
        WorkTree tree = tree(1, 1);
        tree.add(start + 10 * MILLI, 3 * MILLI);
        tree.add(start + 20 * MILLI, 4 * MILLI);
        // 10 - 3 = 7 and 20 - 7 = 13
        assertThat(tree.slack(start)).isCloseTo(7e6, within(1.0));
        assertThat(tree.slackFrom(start + 11 * MILLI, start)).isCloseTo(13e6, within(1.0));
        assertThat(tree.slackBefore(start + 20 * MILLI, start)).isCloseTo(7e6, within(1.0));
        assertThat(tree.slackBefore(start + 10 * MILLI, start)).isInfinite();
        assertThat(tree.workUpTo(start + 10 * MILLI)).isEqualTo(3 * MILLI);
        assertThat(tree.workUpTo(start + 20 * MILLI)).isEqualTo(7 * MILLI);
    }

    @Test
    void aRequestRunsOnOneLaneHoweverManyThereAre() {
        WorkTree tree = tree(2, 1);
        tree.add(start + 10 * MILLI, 3 * MILLI);
        // starts when 2 lanes have done what is before it and then needs 3 ms: 2 * (10 - 3) = 14
        assertThat(tree.slack(start)).isCloseTo(14e6, within(1.0));
    }

    @Test
    void slowdownShrinksTheCapacity() {
        WorkTree tree = tree(1, 2);
        tree.add(start + 10 * MILLI, 3 * MILLI);
        assertThat(tree.slack(start)).isCloseTo(2e6, within(1.0));
    }

    @Test
    void slackIsInfiniteWithoutWork() {
        WorkTree tree = tree(2, 1);
        assertThat(tree.slack(start)).isInfinite();
        long bucket = tree.add(start + 10 * MILLI, 3 * MILLI);
        tree.remove(bucket, 3 * MILLI);
        assertThat(tree.slack(start)).isInfinite();
    }

    @Test
    void workPastItsTargetComesBeforeAllOther() {
        WorkTree tree = tree(1, 1);
        long bucket = tree.add(start + 2 * MILLI, 3 * MILLI);
        tree.add(start + 20 * MILLI, 4 * MILLI);
        long now = start + 5 * MILLI;
        tree.advance(now);
        assertThat(tree.workUpTo(start + 10 * MILLI)).isEqualTo(3 * MILLI);
        assertThat(tree.slack(now)).isCloseTo(8e6, within(1.0));
        tree.remove(bucket, 3 * MILLI);
        assertThat(tree.slack(now)).isCloseTo(11e6, within(1.0));
    }

    @Test
    void targetsBeyondTheRingCountAsItsLastBucket() {
        WorkTree tree = tree(1, 1);
        long bucket = tree.add(start + 5000 * MILLI, 3 * MILLI);
        assertThat(tree.slack(start)).isCloseTo(60e6, within(1.0));
        tree.remove(bucket, 3 * MILLI);
        assertThat(tree.slack(start)).isInfinite();
    }

    private record Entry(long target, long nanos, long bucket) {}

    @Test
    void agreesWithASumOverAListOnRandomWork() {
        Random random = Seeds.random("WorkTreeTest");
        WorkTree tree = tree(1, 1);
        List<Entry> entries = new ArrayList<>();
        long now = start;
        for (int step = 0; step < 5_000; step++) {
            if (random.nextInt(3) > 0) {
                long target = now + random.nextInt(60) * MILLI;
                long nanos = 1L + random.nextInt(2_000_000);
                entries.add(new Entry(target, nanos, tree.add(target, nanos)));
            } else if (!entries.isEmpty()) {
                Entry gone = entries.remove(random.nextInt(entries.size()));
                tree.remove(gone.bucket, gone.nanos);
            }
            now += random.nextInt(700_000);
            tree.advance(now);
            check(tree, entries, now, now + random.nextInt(60) * MILLI);
        }
    }

    private void check(WorkTree tree, List<Entry> entries, long now, long from) {
        long work = 0;
        double least = Double.POSITIVE_INFINITY;
        long bucket = Math.floorDiv(from - start, MILLI);
        for (Entry entry : entries) {
            long own = entry.bucket;
            work += own <= bucket ? entry.nanos : 0;
            if (own >= bucket) {
                long before = entries.stream()
                        .filter(other -> other.bucket <= own)
                        .mapToLong(Entry::nanos)
                        .sum();
                least = Math.min(least, (double) (start + own * MILLI - now - before));
            }
        }
        assertThat(tree.workUpTo(from)).isEqualTo(work);
        if (Double.isInfinite(least)) {
            assertThat(tree.slackFrom(from, now)).isInfinite();
        } else {
            assertThat(tree.slackFrom(from, now)).isCloseTo(least, within(10.0));
        }
    }
}
