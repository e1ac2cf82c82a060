package dev.vernier.compressor.passes.structure;

import dev.vernier.compressor.calibrate.ActivationStatistics;
import dev.vernier.compressor.calibrate.ChannelStatistics;
import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.calibrate.Lanes;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.passes.Probe;
import dev.vernier.compressor.passes.structure.UnitSelection.Removal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** What a criterion looks at: the kinds differ in what has to be known about a layer's units before they can be ordered. */
sealed interface Evidence {
    /** As {@link UnitCriterion#order}. */
    List<List<Removal>> order(UnitLayers units, List<Integer> most);

    /** A score for each unit of each layer, by which alone they are ordered: the lowest go first. */
    sealed interface Scores extends Evidence {
        List<double[]> scores(UnitLayers units);

        @Override
        default List<List<Removal>> order(UnitLayers units, List<Integer> most) {
            List<List<Removal>> orders = new ArrayList<>();
            for (double[] scores : scores(units)) {
                orders.add(IntStream.range(0, scores.length)
                        .mapToObj(unit -> new Removal(unit, scores[unit]))
                        .sorted(Comparator.comparingDouble(Removal::loss))
                        .limit(most.get(orders.size()))
                        .toList());
            }
            return orders;
        }
    }

    /** The weights alone. */
    record Weights(Score score) implements Scores {
        /** A number for each unit of a layer. */
        interface Score {
            double[] of(Graph graph, UnitLayer layer);
        }

        @Override
        public List<double[]> scores(UnitLayers units) {
            return units.layers().stream()
                    .map(layer -> score.of(units.graph(), layer))
                    .toList();
        }
    }

    /** How the values of a unit are spread; those of its inputs add up. */
    record Activations(Statistic statistic) implements Scores {
        /** One number of a channel. */
        interface Statistic {
            double of(ActivationStatistics activation, int channel);
        }

        @Override
        public List<double[]> scores(UnitLayers units) {
            Map<String, ActivationStatistics> activations =
                    units.calibration().activations(units.graph(), units.inputSizes());
            return units.layers().stream()
                    .map(layer -> scores(
                            layer,
                            Objects.requireNonNull(
                                    activations.get(layer.projection().input()))))
                    .toList();
        }

        private double[] scores(UnitLayer layer, ActivationStatistics activation) {
            return IntStream.range(0, layer.units())
                    .mapToDouble(unit -> IntStream.of(layer.inputsOf(unit))
                            .mapToDouble(channel -> statistic.of(activation, channel))
                            .sum())
                    .toArray();
        }
    }

    /**
     * What a unit adds to its layer's output, the mean over tokens of {@code |x_S W_S|^2 = tr(W_S' (X'X)_SS W_S)}, over what it is
     * measured with.
     */
    record Effects(Yardstick yardstick) implements Scores {
        @Override
        public List<double[]> scores(UnitLayers units) {
            List<Gram> grams = units.grams();
            List<double[]> effects = new ArrayList<>();
            for (UnitLayer layer : units.layers()) {
                Gram gram = grams.get(effects.size());
                double[] weights = layer.weights(units.graph());
                int outputs = layer.outputs(units.graph());
                int size = layer.size();
                effects.add(IntStream.range(0, layer.units())
                        .mapToDouble(unit -> gram.energy(weights, outputs, unit * size, (unit + 1) * size))
                        .toArray());
            }
            double[] lengths = yardstick.lengths(units, effects);
            return IntStream.range(0, lengths.length)
                    .mapToObj(place -> Arrays.stream(effects.get(place))
                            .map(effect -> effect / lengths[place])
                            .toArray())
                    .toList();
        }
    }

    /** What the effects of a layer's units are shares of. */
    enum Yardstick {
        /** What all of them add. */
        LAYER {
            @Override
            double[] lengths(UnitLayers units, List<double[]> effects) {
                return effects.stream()
                        .mapToDouble(layer -> Arrays.stream(layer).sum())
                        .toArray();
            }
        },
        /** The same over the share of layers that are not above this one. */
        LAYERS_ABOVE {
            @Override
            double[] lengths(UnitLayers units, List<double[]> effects) {
                double[] lengths = LAYER.lengths(units, effects);
                for (int place = 0; place < lengths.length; place++) {
                    lengths[place] *= (double) lengths.length / (lengths.length - place);
                }
                return lengths;
            }
        },
        /** The mean square of the sum with the residual connection; of the layer's own output where there is none. */
        RESIDUAL_STREAM {
            @Override
            double[] lengths(UnitLayers units, List<double[]> effects) {
                Map<String, Integer> streams = new LinkedHashMap<>();
                units.layers().forEach(layer -> streams.put(stream(units, layer), layer.outputs(units.graph())));
                Map<String, ChannelStatistics> statistics = units.calibration().channels(units.graph(), streams);
                return units.layers().stream()
                        .map(layer -> Objects.requireNonNull(statistics.get(stream(units, layer))))
                        .mapToDouble(stream -> IntStream.range(0, stream.size())
                                .mapToDouble(stream::meanSquare)
                                .sum())
                        .toArray();
            }

            private String stream(UnitLayers units, UnitLayer layer) {
                String output = layer.projection().output();
                Node next = units.graph().soleConsumer(output);
                return next != null && next.is("Add") ? next.output() : output;
            }
        };

        /** For each layer; {@code effects} of its units. */
        abstract double[] lengths(UnitLayers units, List<double[]> effects);
    }

    /** The final output with each unit masked alone. */
    record Masks() implements Scores {
        /** One run of all of them for each unit. */
        private static final int PROBE_TEXTS = 8;

        @Override
        public List<double[]> scores(UnitLayers units) {
            try (Probe probe = new Probe(
                    units.graph(), UnitMasks.of(units), units.calibration().first(PROBE_TEXTS))) {
                return IntStream.range(0, units.layers().size())
                        .mapToObj(place -> IntStream.range(
                                        0, units.layers().get(place).units())
                                .mapToDouble(unit -> probe.divergence(UnitMasks.without(units, place, unit)))
                                .toArray())
                        .toList();
            }
        }
    }

    /** Units removed in fact, one after the other; the loss is a share of what the layer's output amounts to. */
    record Elimination() implements Evidence {
        @Override
        public List<List<Removal>> order(UnitLayers units, List<Integer> most) {
            List<Gram> grams = units.grams();
            List<List<Removal>> orders = new ArrayList<>();
            Lanes.inOrder(
                    units.calibration().threads(),
                    IntStream.range(0, grams.size()).boxed().toList(),
                    place -> removals(units.graph(), units.layers().get(place), grams.get(place), most.get(place)),
                    (place, order) -> orders.add(order));
            return orders;
        }

        private static List<Removal> removals(Graph graph, UnitLayer layer, Gram gram, int most) {
            double[] weights = layer.weights(graph);
            double whole = gram.energy(weights, layer.outputs(graph), 0, gram.size()) * gram.tokens();
            return UnitSelection.of(layer, gram, weights).remove(most).stream()
                    .map(removal -> new Removal(removal.unit(), removal.loss() / whole))
                    .toList();
        }
    }
}
