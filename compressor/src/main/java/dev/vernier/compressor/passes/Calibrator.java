package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.Histogram;
import dev.vernier.compressor.calibrate.Range;
import java.util.function.ToDoubleFunction;

/** Ways to choose the range that 8 bits cover from the values that a tensor had. Values beyond it become its ends. */
enum Calibrator {
    /** All values. */
    MIN_MAX {
        @Override
        Range range(Histogram values, Range moving) {
            return values.range();
        }
    },

    /** A moving average of the batches' smallest and largest values. */
    MOVING_AVERAGE {
        @Override
        Range range(Histogram values, Range moving) {
            return moving;
        }
    },

    /** All but one value in twenty thousand at each end. */
    PERCENTILE {
        @Override
        Range range(Histogram values, Range moving) {
            long total = 0;
            for (int bin = 0; bin < values.bins(); bin++) {
                total += values.count(bin);
            }
            double cut = total * TAIL;
            int first = 0;
            for (long below = values.count(0); below <= cut && first < values.bins() - 1; first++) {
                below += values.count(first + 1);
            }
            int last = values.bins() - 1;
            for (long above = values.count(last); above <= cut && last > first; last--) {
                above += values.count(last - 1);
            }
            return new Range((float) Math.min(0, values.middle(first)), (float) Math.max(0, values.middle(last)));
        }
    },

    /** The range whose rounded values are spread most as the values are: least Kullback-Leibler divergence. */
    KULLBACK_LEIBLER {
        @Override
        Range range(Histogram values, Range moving) {
            return best(values, range -> divergence(values, range));
        }
    },

    /** The range with the least squared error. */
    SQUARED_ERROR {
        @Override
        Range range(Histogram values, Range moving) {
            return best(values, range -> squaredError(values, range));
        }
    };

    private static final double TAIL = 0.00005;
    private static final int SHRINKINGS = 40;
    private static final double SHRINKING = 0.02;

    /** Stands in for the share of values where there is none. */
    private static final double SMALLEST_SHARE = 1e-9;

    /** {@code moving}: a moving average of the tensor's ranges. */
    abstract Range range(Histogram values, Range moving);

    /** As cards and recipes call it. */
    String word() {
        return Pass.word(this);
    }

    /** The best of the whole range and of those that are smaller by 2 % of it, 4 %, ... */
    private static Range best(Histogram values, ToDoubleFunction<Range> error) {
        Range best = values.range();
        double least = error.applyAsDouble(best);
        for (int step = 1; step <= SHRINKINGS; step++) {
            Range range = values.range().shrunk(1 - step * SHRINKING);
            double of = error.applyAsDouble(range);
            if (of < least) {
                best = range;
                least = of;
            }
        }
        return best;
    }

    private static double squaredError(Histogram values, Range range) {
        double sum = 0;
        for (int bin = 0; bin < values.bins(); bin++) {
            double off = range.rounded(values.middle(bin)) - values.middle(bin);
            sum += values.count(bin) * off * off;
        }
        return sum;
    }

    /**
     * {@code sum p log(p/q)} over the parts: p the share of the values in a part, q what is left of it when the values of an
     * 8-bit step, those beyond the range left out, are spread evenly over the parts of the step that had any.
     */
    private static double divergence(Histogram values, Range range) {
        int bins = values.bins();
        int[] step = new int[bins];
        double[] ofStep = new double[256];
        int[] partsOfStep = new int[256];
        double[] p = new double[bins];
        double total = 0;
        for (int bin = 0; bin < bins; bin++) {
            double inside = Math.min(range.high(), Math.max(range.low(), values.middle(bin)));
            step[bin] = (int) Math.rint(range.rounded(inside) / range.scale()) + range.zeroPoint();
            total += values.count(bin);
        }
        for (int bin = 0; bin < bins; bin++) {
            boolean isInside = values.middle(bin) >= range.low() && values.middle(bin) <= range.high();
            ofStep[step[bin]] += isInside ? values.count(bin) : 0;
            partsOfStep[step[bin]] += values.count(bin) > 0 ? 1 : 0;
            p[bin] = values.count(bin) / total;
        }
        double sum = 0;
        for (int bin = 0; bin < bins; bin++) {
            if (p[bin] > 0) {
                double q = ofStep[step[bin]] / total / partsOfStep[step[bin]];
                sum += p[bin] * Math.log(p[bin] / Math.max(q, SMALLEST_SHARE));
            }
        }
        return sum;
    }
}
