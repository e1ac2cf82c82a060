package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.LoadException;
import dev.vernier.policy.CostFit;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.VariantProfile;
import dev.vernier.store.Profile;
import dev.vernier.store.Task;
import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.Machine;
import java.util.ArrayList;
import java.util.List;

/** The ladder of a stored model as the simulator takes it: fidelities of its cards, costs of its profiles on this machine. */
final class StoredLadder {
    private static final int MAX_BATCH = 16;
    private static final int MAX_BATCH_TOKENS = 512;

    private StoredLadder() {}

    /**
     * Reads cards and profiles.
     *
     * @throws LoadException when a variant has no profile: no server has opened it on this machine yet
     */
    static ModelProfile of(StoredModel model) {
        List<VariantProfile> variants = new ArrayList<>();
        for (VariantCard card : model.version().accepted()) {
            Profile profile = model.store()
                    .profile(card.digest(), Machine.profileKey())
                    .orElseThrow(() -> new LoadException(card.name() + " has no profile on this machine"));
            CostFit fit = new CostFit();
            profile.latency().forEach(point -> fit.add(point.batch(), point.length(), (double) point.nanos()));
            variants.add(new VariantProfile(card.name(), card.fidelity(), card.batchInvariant(), true, fit.curve()));
        }
        // As the server weighs a loss: a missed answer for a class, five for 1 - cosine.
        double lossWorth = model.version().task() == Task.EMBED ? 5 : 1;
        return new ModelProfile(model.version().model(), variants, 1, lossWorth, MAX_BATCH, MAX_BATCH_TOKENS);
    }
}
