package dev.vernier.compressor.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.store.NearestName;
import java.util.ArrayList;
import java.util.List;

/** What a recipe says about one pass beside its name. */
final class Parameters {
    private final JsonNode given;
    private final String place;
    private final List<String> known = new ArrayList<>();

    /** @param place where the pass stands, for messages */
    Parameters(JsonNode given, String place) {
        this.given = given;
        this.place = place;
    }

    /** A parameter that is a number, its default where none is given. */
    double number(String name, double otherwise) {
        JsonNode value = value(name);
        if (!value.isMissingNode() && !value.isNumber()) {
            throw new RecipeException(place + "." + name + ": wanted is a number, not '" + value.asText() + "'");
        }
        return value.asDouble(otherwise);
    }

    /** A parameter that is a whole number, its default where none is given. */
    int whole(String name, int otherwise) {
        JsonNode value = value(name);
        if (!value.isMissingNode() && !value.isInt()) {
            throw new RecipeException(place + "." + name + ": wanted is a whole number, not '" + value.asText() + "'");
        }
        return value.asInt(otherwise);
    }

    /** A parameter that is true or false, its default where none is given. */
    boolean yes(String name, boolean otherwise) {
        JsonNode value = value(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw new RecipeException(place + "." + name + ": wanted is true or false, not '" + value.asText() + "'");
        }
        return value.asBoolean(otherwise);
    }

    /** A parameter that is any text, its default where none is given. */
    String text(String name, String otherwise) {
        JsonNode value = value(name);
        if (!value.isMissingNode() && !value.isTextual()) {
            throw new RecipeException(place + "." + name + ": wanted is a text, not '" + value.asText() + "'");
        }
        return value.asText(otherwise);
    }

    /** Whether a parameter is given. */
    boolean has(String name) {
        return !value(name).isMissingNode();
    }

    /** A parameter that is one of an enum's names, in lower case with dashes. */
    <E extends Enum<E>> E word(String name, E otherwise) {
        JsonNode value = value(name);
        List<String> words = new ArrayList<>();
        for (E one : otherwise.getDeclaringClass().getEnumConstants()) {
            String word = Pass.word(one);
            if (value.isMissingNode() ? one == otherwise : word.equals(value.asText())) {
                return one;
            }
            words.add(word);
        }
        throw new RecipeException(
                place + "." + name + ": wanted is one of " + words + ", not '" + value.asText() + "'");
    }

    /** To be called when every parameter was asked for: what is left over is a mistake. */
    void requireNoMore() {
        given.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new RecipeException(place + "." + name + ": no such parameter"
                        + (known.isEmpty()
                                ? "; this pass has none"
                                : "; did you mean `" + NearestName.of(name, known) + "`?"));
            }
        });
    }

    private JsonNode value(String name) {
        known.add(name);
        return given.path(name);
    }
}
