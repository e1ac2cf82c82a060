package dev.vernier.server.config;

import dev.vernier.store.NearestName;
import dev.vernier.store.VariantCard;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits the units (users, tenants) of a model among arms, so that answers of different precision can be compared. A unit is
 * always in the same arm, on every server: in the first at which the shares, summed up, exceed {@link #point}.
 *
 * @param name of the experiment in replies and meters
 * @param salt what makes its split independent of other experiments'; by default the name
 * @param arms whose shares sum to 1
 */
public record Experiment(String name, @Nullable String salt, List<Arm> arms) {
    /** Shares are written in decimals, whose sum need not be 1 to the last bit. */
    private static final double ROUNDING = 1e-9;

    /**
     * What holds for the units of an arm: a variant, a floor, or nothing.
     *
     * @param share of the units, in [0,1]
     * @param variant that answers, unless a request asks for what it is not
     * @param accuracyFloor lowest fidelity of an answer; a request's own holds where it is higher
     */
    public record Arm(
            String name,
            double share,
            @Nullable String variant,
            @Nullable Double accuracyFloor) {
        public Arm {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("share: " + share + " is not in 0..1");
            }
            if (accuracyFloor != null && !(accuracyFloor >= 0 && accuracyFloor <= 1)) {
                throw new IllegalArgumentException("accuracy-floor: " + accuracyFloor + " is not in 0..1");
            }
            if (variant != null && accuracyFloor != null) {
                throw new IllegalArgumentException("variant: an arm names a variant or an accuracy-floor, not both");
            }
        }

        /** What keeps the arm from being held to: null where nothing does. */
        private @Nullable String problem(List<VariantCard> served, double floor) {
            if (accuracyFloor != null && accuracyFloor < floor) {
                return "accuracy-floor: " + accuracyFloor + " is below the model's, " + floor + ", which holds for all";
            }
            if (variant == null) {
                return null;
            }
            for (VariantCard card : served) {
                if (card.name().equals(variant)) {
                    return card.fidelity() >= floor
                            ? null
                            : "variant: the fidelity of `" + variant + "`, " + card.fidelity()
                                    + ", is below the model's accuracy-floor, " + floor;
                }
            }
            return "variant: `" + variant + "` is not served; did you mean `"
                    + NearestName.of(
                            variant, served.stream().map(VariantCard::name).toList()) + "`?";
        }
    }

    /** The arm of one unit. */
    public record Assignment(String experiment, Arm arm) {}

    public Experiment {
        arms = List.copyOf(arms);
        salt = salt == null ? name : salt;
        double total = arms.stream().mapToDouble(Arm::share).sum();
        if (Math.abs(total - 1) > ROUNDING) {
            throw new IllegalArgumentException("arms: their shares sum to " + total + ", not to 1");
        }
        if (arms.stream().map(Arm::name).distinct().count() < arms.size()) {
            throw new IllegalArgumentException("arms: two have the same name");
        }
    }

    /** The arm that the unit is in. */
    public Assignment assign(String unit) {
        double point = point(unit);
        double reached = 0;
        Arm last = arms.get(0);
        for (Arm arm : arms) {
            reached += arm.share();
            last = arm.share() > 0 ? arm : last;
            if (point < reached) {
                break;
            }
        }
        return new Assignment(name, last);
    }

    /** Where the unit lies in [0,1): the first 53 bits of SHA-256 of the UTF-8 text {@code salt:unit}, over 2^53. */
    double point(String unit) {
        byte[] digest = sha256().digest((salt + ":" + unit).getBytes(StandardCharsets.UTF_8));
        return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1p-53;
    }

    /**
     * What is wrong with the experiment on a model, one line each.
     *
     * @param served the variants that the model may be answered by, of which there is at least one
     * @param floor the model's
     */
    public List<String> problems(List<VariantCard> served, double floor) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < arms.size(); i++) {
            String problem = arms.get(i).problem(served, floor);
            if (problem != null) {
                problems.add("experiment.arms[" + i + "]." + problem);
            }
        }
        return problems;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new LinkageError("every Java platform has SHA-256", e);
        }
    }
}
