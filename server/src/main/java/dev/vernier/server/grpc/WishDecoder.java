package dev.vernier.server.grpc;

import dev.vernier.server.config.Experiment;
import dev.vernier.server.config.Experiment.Arm;
import dev.vernier.server.config.Experiment.Assignment;
import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.RequestParameters;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.VariantCard;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a request's parameters ask of the answer, checked against the variants that the model has. */
final class WishDecoder {
    /** An id is far shorter; a text is hashed on the event loop. */
    private static final int LONGEST_UNIT = 256;

    private WishDecoder() {}

    static RequestParameters decode(Parameters parameters, ServedModel model) {
        RequestParameters wish = asked(parameters, model);
        if (wish.variant() == null) {
            requireOne(model, wish);
        } else {
            requirePin(model, wish, wish.variant());
        }
        return wish.assignment() == null
                ? wish
                : held(model, wish, wish.assignment().arm());
    }

    private static RequestParameters asked(Parameters parameters, ServedModel model) {
        int priority = (int) parameters.integer("priority", RequestParameters.LOWEST_PRIORITY);
        return new RequestParameters(
                parameters.fraction("accuracy_floor", model.floor()),
                parameters.text("variant"),
                priority == 0 ? model.config().priority() : priority,
                parameters.flag("deterministic"),
                parameters.flag("truncate"),
                assignment(parameters.text("unit"), model.config().experiment()));
    }

    private static @Nullable Assignment assignment(@Nullable String unit, @Nullable Experiment experiment) {
        if (unit == null) {
            return null;
        }
        if (unit.isEmpty() || unit.length() > LONGEST_UNIT) {
            throw InferenceException.invalid("parameter 'unit' has " + unit.length()
                    + " characters: it must name a user or a tenant, in 1 to " + LONGEST_UNIT);
        }
        return experiment == null ? null : experiment.assign(unit);
    }

    /** An arm that no loaded variant could answer together with the request leaves the request as it is. */
    private static RequestParameters held(ServedModel model, RequestParameters asked, Arm arm) {
        RequestParameters wish = asked.heldTo(arm);
        for (VariantCard variant : model.loaded()) {
            if (meets(variant, wish)
                    && (wish.variant() == null || wish.variant().equals(variant.name()))) {
                return wish;
            }
        }
        return asked;
    }

    private static void requireOne(ServedModel model, RequestParameters wish) {
        if (anyMeets(model.loaded(), wish)) {
            return;
        }
        if (isWarming(model) && anyMeets(model.version().accepted(), wish)) {
            throw new InferenceException(Failure.notReady(
                    "no variant of model '" + model.name() + "' that meets " + asked(wish) + " is loaded yet",
                    ModelFinder.LOADING_RETRY));
        }
        throw InferenceException.invalid("no variant of model '" + model.name() + "' meets " + asked(wish)
                + ": there are " + list(model.loaded()));
    }

    private static void requirePin(ServedModel model, RequestParameters wish, String name) {
        VariantCard pin = find(model.version().variants(), name);
        if (pin == null) {
            throw notServed(model, name, "is not there");
        }
        if (pin.gate() != null) {
            throw notServed(model, name, "was rejected by its gate (" + pin.gate() + ")");
        }
        requireLoaded(model, pin);
        if (!meets(pin, wish)) {
            throw InferenceException.invalid("parameter 'variant' names " + list(List.of(pin))
                    + ", which does not meet " + asked(wish) + ": name another variant or ask for less");
        }
    }

    private static void requireLoaded(ServedModel model, VariantCard pin) {
        if (find(model.loaded(), pin.name()) != null) {
            return;
        }
        if (isWarming(model)) {
            throw new InferenceException(Failure.notReady(
                    "variant '" + pin.name() + "' of model '" + model.name() + "' is not loaded yet",
                    ModelFinder.LOADING_RETRY));
        }
        throw notServed(model, pin.name(), "is not served");
    }

    private static boolean isWarming(ServedModel model) {
        return model.state() == ServedModel.State.WARMING;
    }

    private static InferenceException notServed(ServedModel model, String name, String why) {
        return new InferenceException(Failure.of(
                ErrorCode.NOT_FOUND,
                "variant " + Quote.of(name) + " of model '" + model.name() + "' " + why + ": there are "
                        + list(isWarming(model) ? model.version().accepted() : model.loaded())));
    }

    private static boolean anyMeets(List<VariantCard> variants, RequestParameters wish) {
        for (VariantCard variant : variants) {
            if (meets(variant, wish)) {
                return true;
            }
        }
        return false;
    }

    private static boolean meets(VariantCard variant, RequestParameters wish) {
        return variant.fidelity() >= wish.floor() && (!wish.deterministic() || variant.batchInvariant());
    }

    private static @Nullable VariantCard find(List<VariantCard> variants, String name) {
        for (VariantCard variant : variants) {
            if (variant.name().equals(name)) {
                return variant;
            }
        }
        return null;
    }

    private static String asked(RequestParameters wish) {
        return "accuracy_floor " + wish.floor() + (wish.deterministic() ? " and deterministic" : "");
    }

    private static String list(List<VariantCard> variants) {
        return String.join(
                ", ",
                variants.stream()
                        .map(variant -> String.format(
                                Locale.ROOT,
                                "'%s' (fidelity %.4f%s)",
                                variant.name(),
                                variant.fidelity(),
                                variant.batchInvariant() ? ", deterministic" : ""))
                        .toList());
    }
}
