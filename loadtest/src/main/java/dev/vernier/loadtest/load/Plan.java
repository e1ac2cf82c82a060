package dev.vernier.loadtest.load;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is sent and when: each row of a run is one intended send time and one text. Two runs of the same plan ask the same
 * questions at the same times, which is what makes their rows comparable in pairs. Immutable.
 */
public final class Plan {
    private final Schedule schedule;
    private final int[] order;

    private Plan(Schedule schedule, int[] order) {
        this.schedule = schedule;
        this.order = order;
    }

    /** Every text once in a random order, then again in the same order until the schedule ends. */
    public static Plan of(Schedule schedule, int texts, long seed) {
        return new Plan(schedule, shuffled(texts, seed));
    }

    /** The same over some of a corpus's texts. */
    public static Plan of(Schedule schedule, List<Integer> texts, long seed) {
        int[] order = shuffled(texts.size(), seed);
        return new Plan(schedule, Arrays.stream(order).map(texts::get).toArray());
    }

    static int[] shuffled(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    public Schedule schedule() {
        return schedule;
    }

    public int size() {
        return schedule.size();
    }

    /** The text of a row, an index into the corpus. */
    public int text(int row) {
        return order[row % order.length];
    }
}
