package dev.vernier.loadtest.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A place on the ramp.
 *
 * @param load offered rate / capacity at full precision
 */
record Place(double load, Phase phase) {
    private static final List<Double> LOADS = List.of(0.3, 0.5, 1.0, 1.5, 2.0, 3.0);
    private static final List<Double> QUICK_LOADS = List.of(0.5, 2.0, 3.0);

    /** Up to three times the capacity and, except in a quick run, down again; the top is visited once. */
    static List<Place> ramp(boolean isQuick) {
        List<Place> places = new ArrayList<>();
        List<Double> loads = isQuick ? QUICK_LOADS : LOADS;
        loads.forEach(load -> places.add(new Place(load, Phase.UP)));
        for (int i = loads.size() - 2; i >= 0 && !isQuick; i--) {
            places.add(new Place(loads.get(i), Phase.DOWN));
        }
        return places;
    }

    /** For people. */
    String text() {
        String digits = load == Math.rint(load) ? "%.0fx %s" : "%.1fx %s";
        return String.format(Locale.ROOT, digits, load, phase.key());
    }
}
