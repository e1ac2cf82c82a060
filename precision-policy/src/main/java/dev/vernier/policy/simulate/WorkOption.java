package dev.vernier.policy.simulate;

import dev.vernier.policy.CostCurve;
import dev.vernier.policy.Demand;
import dev.vernier.policy.ModelProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One way to answer a request in time: the least lane time that can be charged to it, in nominal nanos, and its value.
 *
 * <p>In a batch of B rows padded to L' >= L a row's equal share is {@code alpha/B + beta*L' + gamma*L'^2}, so it is never less
 * than at L' = L and the largest B that the limits allow a row of this length. The realised noise of a request multiplies its
 * share.
 */
record WorkOption(double nanos, double value) {
    /** The upper concave hull of the request's options and of not answering, cheapest first. */
    static List<WorkOption> hull(TraceRequest request, World world) {
        List<WorkOption> vertices = new ArrayList<>(List.of(new WorkOption(0, 0)));
        for (WorkOption option : options(request, world)) {
            if (option.value > vertices.get(vertices.size() - 1).value) {
                while (vertices.size() > 1
                        && slope(vertices, vertices.size() - 2, option) >= slope(vertices, vertices.size() - 2)) {
                    vertices.remove(vertices.size() - 1);
                }
                vertices.add(option);
            }
        }
        return vertices.subList(1, vertices.size());
    }

    private static double slope(List<WorkOption> vertices, int from, WorkOption to) {
        WorkOption start = vertices.get(from);
        return (to.value - start.value) / (to.nanos - start.nanos);
    }

    private static double slope(List<WorkOption> vertices, int from) {
        return slope(vertices, from, vertices.get(from + 1));
    }

    private static List<WorkOption> options(TraceRequest request, World world) {
        Demand demand = request.demand();
        ModelProfile model = world.actual().get(demand.model());
        double window = world.speed().capacity(request.arrivalNanos(), request.targetNanos());
        List<WorkOption> options = new ArrayList<>();
        for (int variant = 0; variant < model.variants().size(); variant++) {
            if (demand.permits(
                    variant, world.believed().get(demand.model()).variants().get(variant))) {
                double nanos = request.noise() * leastShare(demand, model, variant);
                if (nanos <= window) {
                    options.add(new WorkOption(nanos, model.value(variant)));
                }
            }
        }
        options.sort(Comparator.comparingDouble(WorkOption::nanos)
                .thenComparing(Comparator.comparingDouble(WorkOption::value).reversed()));
        return options;
    }

    private static double leastShare(Demand demand, ModelProfile model, int variant) {
        CostCurve cost = model.variants().get(variant).cost();
        int length = demand.length();
        int mostRows = Math.max(demand.rows(), Math.min(model.maxBatchRows(), model.maxBatchTokens() / length));
        double perToken = cost.beta() + cost.gamma() * length;
        return demand.rows() * (cost.alpha() / mostRows + length * perToken);
    }
}
