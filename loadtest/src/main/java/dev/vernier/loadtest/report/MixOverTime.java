package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Which variant gave which share of the answers, second by second. */
final class MixOverTime {
    private static final int MOST_LABELS = 10;

    private MixOverTime() {}

    /** The variants of a series, in the order in which they first answer. */
    static Set<String> variants(List<JsonNode> seconds) {
        Set<String> variants = new LinkedHashSet<>();
        seconds.forEach(second -> second.path("mix").fieldNames().forEachRemaining(variants::add));
        return variants;
    }

    /** @param variants all that have a layer, the lowest first: the same list makes charts comparable */
    static Chart chart(String title, List<JsonNode> seconds, Iterable<String> variants) {
        List<StackedChart.Layer> layers = new ArrayList<>();
        int slot = 0;
        for (String variant : variants) {
            List<Double> shares = seconds.stream()
                    .map(second -> second.path("mix").path(variant).asDouble(0))
                    .toList();
            Pattern pattern = Pattern.of(slot++);
            if (shares.stream().anyMatch(share -> share > 0)) {
                layers.add(new StackedChart.Layer(variant, pattern, shares));
            }
        }
        int step = Math.max(1, seconds.size() / MOST_LABELS);
        List<String> places = IntStream.range(0, seconds.size())
                .mapToObj(second -> second % step == 0 ? String.valueOf(second) : "")
                .toList();
        return new StackedChart(
                title,
                "Share of the answers in each second.",
                Axis.places("seconds", places),
                Axis.fromZero("share of the answers", 1, share -> Numerals.percent(share, 0)),
                layers);
    }
}
