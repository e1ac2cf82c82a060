package dev.vernier.loadtest.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/**
 * A scale with its marks.
 *
 * @param title what is measured, with its unit
 * @param isLog logarithmic; min is above 0 then
 */
record Axis(String title, double min, double max, boolean isLog, List<Tick> ticks) {
    /** A mark on the axis. */
    record Tick(double value, String label) {}

    Axis {
        ticks = List.copyOf(ticks);
        if (!(max > min) || (isLog && min <= 0)) {
            throw new IllegalArgumentException("no axis goes from " + min + " to " + max);
        }
    }

    /** From 0 to a round number at or above {@code largest}. */
    static Axis fromZero(String title, double largest, DoubleFunction<String> label) {
        return linear(title, 0, Math.max(largest, 1e-9), label);
    }

    /** From a round number at or below {@code smallest} to one at or above {@code largest}. */
    static Axis linear(String title, double smallest, double largest, DoubleFunction<String> label) {
        double span = Math.max(largest - smallest, Math.max(Math.abs(largest) * 1e-3, 1e-9));
        double step = roundStep(span / 4.5);
        long first = (long) Math.floor(smallest / step + 1e-9);
        long last = Math.max(first + 1, (long) Math.ceil(largest / step - 1e-9));
        List<Tick> ticks = new ArrayList<>();
        for (long i = first; i <= last; i++) {
            ticks.add(new Tick(i * step, label.apply(i * step)));
        }
        return new Axis(title, first * step, last * step, false, ticks);
    }

    /** A logarithmic scale around two positive values, marked at 1, 2 and 5 of each decade, or at the decades alone. */
    static Axis log(String title, double smallest, double largest, DoubleFunction<String> label) {
        double min = Math.max(smallest, 1e-6) / 1.15;
        double max = Math.max(largest, min * 2) * 1.15;
        double[] mantissas = max / min > 300 ? new double[] {1} : new double[] {1, 2, 5};
        List<Tick> ticks = new ArrayList<>();
        for (int decade = (int) Math.floor(Math.log10(min)); decade <= Math.log10(max); decade++) {
            for (double mantissa : mantissas) {
                double value = mantissa * Math.pow(10, decade);
                if (value >= min && value <= max) {
                    ticks.add(new Tick(value, label.apply(value)));
                }
            }
        }
        return new Axis(title, min, max, true, ticks);
    }

    /** Equally spaced places with names. */
    static Axis places(String title, List<String> names) {
        List<Tick> ticks = IntStream.range(0, names.size())
                .mapToObj(i -> new Tick(i, names.get(i)))
                .toList();
        return new Axis(title, 0, Math.max(1, names.size() - 1), false, ticks);
    }

    /** 0 at min, 1 at max; values beyond the ends are drawn at the ends. */
    double fraction(double value) {
        double fraction =
                isLog ? Math.log(Math.max(value, min) / min) / Math.log(max / min) : (value - min) / (max - min);
        return Math.max(0, Math.min(1, fraction));
    }

    private static double roundStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double mantissa = rough / power;
        return power * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 2.5 ? 2.5 : mantissa <= 5 ? 5 : 10);
    }
}
