package dev.vernier.policy.simulate;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/** Arrival processes. All give times in seconds, increasing, below {@code seconds}. */
public interface Arrivals {
    /** Draws the arrival times. */
    double[] times(Random random, double seconds);

    /** Independent arrivals. */
    static Arrivals poisson(double perSecond) {
        return varying(perSecond, at -> perSecond);
    }

    /** Independent arrivals at a rate that varies; {@code most} is its upper bound, {@code rate} takes seconds. */
    static Arrivals varying(double most, DoubleUnaryOperator rate) {
        return (random, seconds) -> {
            DoubleStream.Builder times = DoubleStream.builder();
            for (double at = gap(random, most); at < seconds; at += gap(random, most)) {
                if (random.nextDouble() * most < rate.applyAsDouble(at)) {
                    times.add(at);
                }
            }
            return times.build().toArray();
        };
    }

    /** Two Poisson rates, 0.6 and 2.6 of the mean, for 4 s and 1 s on average. */
    static Arrivals bursty(double perSecond) {
        return (random, seconds) -> {
            DoubleStream.Builder times = DoubleStream.builder();
            double end = 0;
            boolean isBurst = true;
            while (end < seconds) {
                isBurst = !isBurst;
                double rate = perSecond * (isBurst ? 2.6 : 0.6);
                double start = end;
                end += gap(random, isBurst ? 1 : 0.25);
                for (double at = start + gap(random, rate); at < Math.min(end, seconds); at += gap(random, rate)) {
                    times.add(at);
                }
            }
            return times.build().toArray();
        };
    }

    /** Gaps from a gamma distribution with this squared coefficient of variation. */
    static Arrivals gamma(double perSecond, double squaredVariation) {
        double shape = 1 / squaredVariation;
        return (random, seconds) -> {
            DoubleStream.Builder times = DoubleStream.builder();
            double at = gammaGap(random, shape) / shape / perSecond;
            while (at < seconds) {
                times.add(at);
                at += gammaGap(random, shape) / shape / perSecond;
            }
            return times.build().toArray();
        };
    }

    /** A day in {@code seconds}: a raised cosine to the power of 1.5 between a fifth of the peak and the peak. */
    static Arrivals diurnal(double peak, double periodSeconds) {
        return varying(
                peak, at -> peak * (0.2 + 0.8 * Math.pow(0.5 - 0.5 * Math.cos(2 * Math.PI * at / periodSeconds), 1.5)));
    }

    /** A crowd comes for the middle tenth of the time. */
    static Arrivals flash(double before, double during, double seconds) {
        return varying(Math.max(before, during), at -> Math.abs(at / seconds - 0.5) < 0.05 ? during : before);
    }

    /** Up in a straight line and down again. */
    static Arrivals ramp(double least, double most, double seconds) {
        return varying(most, at -> most - (most - least) * Math.abs(2 * at / seconds - 1));
    }

    /** Two rates in turn, each for half a period. */
    static Arrivals square(double least, double most, double periodSeconds) {
        return varying(most, at -> at / periodSeconds % 1 < 0.5 ? most : least);
    }

    /**
     * Counts as a public site sees them, a day compressed into {@code daySeconds}: a daily wave times an autoregressive
     * wander, with spikes of 1.8 to 4 times that decay. Its constants were fitted to public traces of tweets per second.
     */
    static Arrivals social(double perSecond, double daySeconds) {
        return (random, seconds) -> {
            int steps = 288;
            double[] level = new double[(int) Math.ceil(steps * seconds / daySeconds) + 1];
            double wander = 0;
            double spike = 0;
            for (int step = 0; step < level.length; step++) {
                wander = 0.9 * wander + Math.sqrt(1 - 0.81) * 0.12 * random.nextGaussian();
                spike = random.nextDouble() < 3.0 / steps ? 0.8 + 2.2 * random.nextDouble() : 0.5 * spike;
                double day = 1 - 0.65 * Math.cos(2 * Math.PI * step / steps);
                level[step] = perSecond * day * Math.exp(wander) * (1 + spike);
            }
            double most = DoubleStream.of(level).max().orElse(perSecond);
            return varying(most, at -> level[(int) (at / daySeconds * steps)]).times(random, seconds);
        };
    }

    private static double gap(Random random, double rate) {
        return -Math.log(1 - random.nextDouble()) / rate;
    }

    /** Marsaglia and Tsang, "A simple method for generating gamma variables" (2000); below 1 by the power of a uniform. */
    private static double gammaGap(Random random, double shape) {
        if (shape < 1) {
            return gammaGap(random, shape + 1) * Math.pow(random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = random.nextGaussian();
            double v = Math.pow(1 + c * normal, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * normal * normal + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }
}
