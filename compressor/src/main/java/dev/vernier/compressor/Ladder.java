package dev.vernier.compressor;

import dev.vernier.compressor.MeasuredVersion.Variant;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Which variants make the hull of fidelity and time, and which are the best of their family, also where they lose. */
final class Ladder {
    private final List<Variant> variants;
    private final List<Variant> hull;

    Ladder(List<Variant> variants) {
        this.variants = List.copyOf(variants);
        this.hull = hull(variants);
    }

    /**
     * The upper hull of what is served, from the fastest to the most faithful: each step up costs more time for what it gains than
     * the one before.
     */
    private static List<Variant> hull(List<Variant> variants) {
        List<Variant> hull = new ArrayList<>();
        variants.stream()
                .filter(variant -> variant.card().isAccepted())
                .sorted(Comparator.comparingDouble(Ladder::millis)
                        .thenComparing(Variant::fidelity, Comparator.reverseOrder()))
                .forEach(variant -> {
                    if (!hull.isEmpty() && variant.fidelity() <= last(hull, 1).fidelity()) {
                        return;
                    }
                    while (hull.size() > 1 && gain(last(hull, 2), last(hull, 1)) <= gain(last(hull, 1), variant)) {
                        hull.remove(hull.size() - 1);
                    }
                    hull.add(variant);
                });
        return hull;
    }

    private static Variant last(List<Variant> hull, int place) {
        return hull.get(hull.size() - place);
    }

    /** Fidelity a millisecond. */
    private static double gain(Variant from, Variant to) {
        return (to.fidelity() - from.fidelity()) / (millis(to) - millis(from));
    }

    private static double millis(Variant variant) {
        return Objects.requireNonNull(variant.measures().get("latency_ms")).value();
    }

    boolean isOnHull(Variant variant) {
        return hull.contains(variant);
    }

    /** Whether no other variant of its family is at least as fast and as faithful. */
    boolean isBestOfFamily(Variant variant) {
        String family = Family.of(variant.card());
        return variants.stream()
                .filter(other ->
                        !other.equals(variant) && Family.of(other.card()).equals(family))
                .noneMatch(other -> millis(other) <= millis(variant) && other.fidelity() >= variant.fidelity());
    }

    /** The hull in a line, and for each family its best, a line each. */
    void print(PrintWriter out) {
        out.println("the hull, from the fastest: "
                + hull.stream()
                        .map(variant -> variant.card().name() + familyOf(variant))
                        .collect(Collectors.joining(", ")));
        Map<String, List<Variant>> families = new LinkedHashMap<>();
        variants.stream()
                .filter(this::isBestOfFamily)
                .forEach(variant -> families.computeIfAbsent(Family.of(variant.card()), family -> new ArrayList<>())
                        .add(variant));
        families.remove("");
        families.forEach((family, best) -> out.println("the best of " + family + ": "
                + best.stream().map(Ladder::figures).collect(Collectors.joining(", "))));
    }

    private static String familyOf(Variant variant) {
        String family = Family.of(variant.card());
        return family.isEmpty() ? "" : " (" + family + ")";
    }

    private static String figures(Variant variant) {
        return String.format(
                Locale.ROOT,
                "%s %.2fx %.4f",
                variant.card().name(),
                Objects.requireNonNull(variant.measures().get("speedup")).value(),
                variant.fidelity());
    }
}
