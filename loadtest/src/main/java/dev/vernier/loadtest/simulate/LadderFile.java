package dev.vernier.loadtest.simulate;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.vernier.policy.CostCurve;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.VariantProfile;
import dev.vernier.policy.simulate.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a ladder: a file of its variants' fidelities and cost curves, the reference first. */
final class LadderFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    private static final int MOST_VARIANTS = 64;
    private static final int DEFAULT_ROWS = 16;
    private static final int DEFAULT_TOKENS = 512;

    private record Ladder(@JsonProperty(required = true) List<Variant> variants, int maxBatch, int maxBatchTokens) {}

    /** Costs of {@code alpha + beta*B*L + gamma*B*L^2}. */
    private record Variant(
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) double fidelity,
            @JsonProperty(required = true) double alphaMs,
            @JsonProperty(required = true) double betaUs,
            @JsonProperty(required = true) double gammaNs) {
        VariantProfile profile() {
            if (!(fidelity >= 0 && fidelity <= 1)) {
                throw new IllegalArgumentException(name + " has a fidelity of " + fidelity + ", not in [0, 1]");
            }
            CostCurve cost = new CostCurve(alphaMs * 1e6, betaUs * 1e3, gammaNs);
            if (!(cost.nanos(1, 1) >= 1)) {
                throw new IllegalArgumentException(name + " costs nothing");
            }
            return new VariantProfile(name, fidelity, true, true, cost);
        }
    }

    private LadderFile() {}

    /** The ladder of a built-in name, or of a file. */
    static ModelProfile read(String nameOrFile) throws IOException {
        for (ModelProfile known : Profiles.all()) {
            if (known.name().equals(nameOrFile)) {
                return known;
            }
        }
        Path file = Path.of(nameOrFile);
        try {
            return ladder(String.valueOf(file.getFileName()), JSON.readValue(Files.readAllBytes(file), Ladder.class));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file + ", and the built-in profiles are " + builtIn(), e);
        } catch (JacksonException e) {
            throw new IOException(file + ": " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static String builtIn() {
        return Profiles.all().stream().map(ModelProfile::name).collect(Collectors.joining(", "));
    }

    private static ModelProfile ladder(String name, Ladder ladder) {
        if (ladder.variants().contains(null)) {
            throw new IllegalArgumentException("a variant is null");
        }
        List<VariantProfile> variants =
                ladder.variants().stream().map(Variant::profile).toList();
        if (variants.isEmpty() || variants.size() > MOST_VARIANTS) {
            throw new IllegalArgumentException(variants.size() + " variants, not 1 to " + MOST_VARIANTS);
        }
        if (variants.stream().map(VariantProfile::name).distinct().count() < variants.size()) {
            throw new IllegalArgumentException("two variants have the same name");
        }
        return new ModelProfile(
                name,
                variants,
                1,
                1,
                ladder.maxBatch() > 0 ? ladder.maxBatch() : DEFAULT_ROWS,
                ladder.maxBatchTokens() > 0 ? ladder.maxBatchTokens() : DEFAULT_TOKENS);
    }
}
