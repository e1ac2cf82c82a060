package dev.vernier.compressor.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.store.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recipes as YAML: {@code variants} maps the name of each variant to its passes in their order, each a name or
 * {@code name: {parameter: value}}. The reference is not named: it is always made, and first.
 */
public final class RecipeFile {
    /** Recipes that come with the program, by name. */
    public static final List<String> BUILT_IN = List.of("default", "demo");

    /** Meant for any model, so a model need not have what each of its passes works on. */
    private static final String DEFAULT = "default";

    private static final String VARIANTS = "variants";

    /** What the store takes as a name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String source;
    private final Map<String, Pass> passes = new LinkedHashMap<>();

    private RecipeFile(String source) {
        this.source = source;
    }

    /**
     * Reads the recipes of a built-in name or else of a file, the reference's first.
     *
     * @throws RecipeException says what is wrong and, of a name that is not known, which is nearest
     */
    public static List<Recipe> read(String nameOrFile) {
        try {
            return new RecipeFile(nameOrFile).recipes(text(nameOrFile));
        } catch (IOException e) {
            throw new RecipeException(
                    "cannot read the recipe " + nameOrFile + ", which is neither one of " + BUILT_IN
                            + " nor a file of text: " + e,
                    e);
        }
    }

    private static String text(String nameOrFile) throws IOException {
        if (!BUILT_IN.contains(nameOrFile)) {
            return Files.readString(Path.of(nameOrFile));
        }
        try (InputStream in = RecipeFile.class.getResourceAsStream("/recipes/" + nameOrFile + ".yaml")) {
            if (in == null) {
                throw new IOException("it is missing on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<Recipe> recipes(String yaml) {
        JsonNode root;
        try {
            root = YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new RecipeException(source + ": not YAML: " + e.getMessage(), e);
        }
        root.fieldNames().forEachRemaining(this::requireKnown);
        JsonNode variants = root.path(VARIANTS);
        if (!variants.isObject() || variants.isEmpty()) {
            throw new RecipeException(
                    source + ": wanted are `variants:` with at least one name and its list of passes");
        }
        List<Recipe> recipes = new ArrayList<>(List.of(Recipe.REFERENCE));
        for (Map.Entry<String, JsonNode> variant : variants.properties()) {
            recipes.add(recipe(variant.getKey(), variant.getValue()));
        }
        return recipes;
    }

    private void requireKnown(String key) {
        if (!key.equals(VARIANTS)) {
            throw new RecipeException(
                    source + ": no key '" + key + "'; did you mean `" + NearestName.of(key, Set.of(VARIANTS)) + "`?");
        }
    }

    private Recipe recipe(String name, JsonNode list) {
        String place = source + ": variants." + name;
        if (name.equals(Recipe.REFERENCE.name())) {
            throw new RecipeException(place + ": this name is the reference's, which is made without a recipe");
        }
        if (!NAME.matcher(name).matches()) {
            throw new RecipeException(place + ": a variant's name has only the characters A-Z a-z 0-9 . _ -");
        }
        if (!list.isArray() || list.isEmpty()) {
            throw new RecipeException(place + ": wanted is a list of passes");
        }
        List<Pass> made = new ArrayList<>();
        for (JsonNode entry : list) {
            made.add(pass(entry, place + "[" + made.size() + "]"));
        }
        return new Recipe(name, made, list.toString(), source.equals(DEFAULT));
    }

    /** The same words make the same pass, so that recipes which begin alike share what it makes. */
    private Pass pass(JsonNode entry, String place) {
        return passes.computeIfAbsent(entry.toString(), words -> newPass(entry, place));
    }

    private static Pass newPass(JsonNode entry, String place) {
        if (entry.isTextual()) {
            return made(entry.asText(), JsonNodeFactory.instance.objectNode(), place);
        }
        if (!entry.isObject() || entry.size() != 1) {
            throw new RecipeException(place + ": wanted is the name of a pass, or `name: {parameter: value}`");
        }
        Map.Entry<String, JsonNode> only = entry.properties().iterator().next();
        if (!only.getValue().isObject()) {
            throw new RecipeException(place + "." + only.getKey() + ": wanted are parameters, as in {name: value}");
        }
        return made(only.getKey(), only.getValue(), place);
    }

    private static Pass made(String name, JsonNode parameters, String place) {
        return KnownPasses.make(name, new Parameters(parameters, place + "." + name), place + "." + name);
    }
}
