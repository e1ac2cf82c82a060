package dev.vernier.policy.simulate;

import java.util.Arrays;
import java.util.Random;

/**
 * How much nominal work a lane does per nano, over time: piecewise constant. 1 is what the profile measured, 0 a pause of the
 * whole machine, such as a collection of garbage.
 */
public final class Speed {
    private final long[] starts;
    private final double[] speeds;

    private Speed(long[] starts, double[] speeds) {
        this.starts = starts;
        this.speeds = speeds;
    }

    /** The same at all times. */
    public static Speed constant(double speed) {
        return new Speed(new long[] {0}, new double[] {speed});
    }

    /** Changes to {@code speeds[i]} at {@code starts[i]}; the first start is 0, the last speed positive. */
    public static Speed steps(long[] starts, double[] speeds) {
        if (starts.length == 0 || starts[0] != 0 || !(speeds[speeds.length - 1] > 0)) {
            throw new IllegalArgumentException("steps start at 0 and end at a positive speed");
        }
        return new Speed(starts.clone(), speeds.clone());
    }

    /** Pauses of 2 to 12 ms, on average {@code perSecond} times a second. */
    public static Speed withPauses(Random random, double seconds, double perSecond) {
        int count = (int) Math.round(seconds * perSecond);
        long[] pauses =
                random.longs(count, 1_000_000, (long) (seconds * 1e9)).sorted().toArray();
        long[] starts = new long[2 * count + 1];
        double[] speeds = new double[2 * count + 1];
        speeds[0] = 1;
        int steps = 1;
        for (long pause : pauses) {
            if (pause > starts[steps - 1]) {
                starts[steps] = pause;
                starts[steps + 1] = pause + 2_000_000 + random.nextInt(10_000_000);
                speeds[steps + 1] = 1;
                steps += 2;
            }
        }
        return new Speed(Arrays.copyOf(starts, steps), Arrays.copyOf(speeds, steps));
    }

    /** Slowdown by other processes: {@code exp} of an autoregressive process with this spread, a new value every 100 ms. */
    public static Speed wandering(Random random, double seconds, double spread) {
        int steps = (int) Math.ceil(seconds * 10) + 1;
        long[] starts = new long[steps];
        double[] speeds = new double[steps];
        double level = 0;
        for (int step = 0; step < steps; step++) {
            starts[step] = step * 100_000_000L;
            speeds[step] = Math.exp(-level);
            level = 0.95 * level + Math.sqrt(1 - 0.95 * 0.95) * spread * random.nextGaussian();
        }
        return new Speed(starts, speeds);
    }

    /** When work that starts at {@code start} is done. */
    long finish(long start, double nominalNanos) {
        double left = nominalNanos;
        long time = start;
        for (int step = at(start); step < starts.length - 1; step++) {
            double done = speeds[step] * (starts[step + 1] - time);
            if (done >= left) {
                return time + (long) Math.ceil(left / speeds[step]);
            }
            left -= done;
            time = starts[step + 1];
        }
        return time + (long) Math.ceil(left / speeds[speeds.length - 1]);
    }

    /** Nominal nanos that one lane can do between two times. */
    double capacity(long from, long to) {
        double sum = 0;
        for (int step = at(from); step < starts.length && starts[step] < to; step++) {
            long end = step + 1 < starts.length ? Math.min(to, starts[step + 1]) : to;
            sum += speeds[step] * (end - Math.max(from, starts[step]));
        }
        return sum;
    }

    private int at(long time) {
        int found = Arrays.binarySearch(starts, time);
        return found >= 0 ? found : Math.max(0, -found - 2);
    }
}
