package dev.vernier.compressor.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.passes.Pass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeFileTest {
    @TempDir
    Path folder;

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("mine.yaml"), yaml).toString();
    }

    private static List<String> passes(Recipe recipe) {
        return recipe.passes().stream().map(Pass::name).toList();
    }

    @Test
    void theDemoHasTheReferenceAndFourVariants() {
        assertThat(RecipeFile.read("demo"))
                .extracting(Recipe::name)
                .containsExactly("fp32", "int8-dynamic", "int8-static", "mixed", "pruned-int8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "demo", "../docs/quantisation.yaml"})
    void whatIsBuiltInCanBeRead(String name) {
        assertThat(RecipeFile.read(name)).hasSizeGreaterThan(3);
    }

    @Test
    void passesKeepTheirOrder() throws IOException {
        List<Recipe> recipes = RecipeFile.read(file("variants: {a: [channel-scaling, mixed: {loss-share: 0.3}]}"));
        assertThat(recipes.get(0)).isEqualTo(Recipe.REFERENCE);
        assertThat(passes(recipes.get(1))).containsExactly("channel-scaling", "mixed");
    }

    @Test
    void variantsThatBeginAlikeShareTheirPasses() throws IOException {
        List<Recipe> recipes = RecipeFile.read(file(
                "variants: {a: [neuron-pruning: {share: 0.1}, int8], b: [neuron-pruning: {share: 0.1}, int8-static]}"));
        assertThat(recipes.get(1).passes().get(0))
                .isSameAs(recipes.get(2).passes().get(0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            variant: {a: [int8]}                  | no key 'variant'; did you mean `variants`?
            variants: {a: [codebook: {bits: 9}]}  | variants.a[0].codebook: bits must be 2 to 8 in this form, not 9
            variants: {a: [int9]}                 | variants.a[0].int9: no pass 'int9'; did you mean `int8`?
            variants: {a: [int8, mixed: {loss: 1}]} | variants.a[1].mixed.loss: no such parameter; did you mean `loss-share`?
            variants: {a: [int8: {bits: 4}]}      | variants.a[0].int8.bits: no such parameter; this pass has none
            variants: {a: [mixed: {loss-share: 2}]} | variants.a[0].mixed: the share of the loss must be in (0,1), not 2.0
            variants: {a: [mixed: {loss-share: x}]} | variants.a[0].mixed.loss-share: wanted is a number, not 'x'
            variants: {a: [low-rank: {share: 1}]} | variants.a[0].low-rank: the share of the parameters to keep must be in (0,1), not 1.0
            variants: {a: [low-rank: {method: pca}]} | variants.a[0].low-rank.method: wanted is one of [svd, activation-aware, nmf, nystroem], not 'pca'
            variants: {a: [low-rank: {rank: 8, allocation: greedy}]} | variants.a[0].low-rank: one rank for every matrix leaves nothing to allocate
            variants: {a: [weight-pruning: {share: 50}]} | variants.a[0].weight-pruning: the share of weights to remove must be in (0,1), not 50.0
            variants: {a: [weight-pruning: {share: 0.5, pattern: 2:4}]} | said by one of share (with its scope), threshold and pattern
            variants: {a: [weight-pruning: {threshold: 1}]} | variants.a[0].weight-pruning: a threshold is one of size: it needs the criterion magnitude
            variants: {a: [weight-pruning: {pattern: 4:2}]} | the pattern N:M needs 1 <= N < M <= 64, which 4:2 is not
            variants: {a: [weight-pruning: {pattern: 2:4, block: 4x4}]} | it knows no block
            variants: {a: [weight-pruning: {block: 4}]} | variants.a[0].weight-pruning.block: wanted is a text, not '4'
            variants: {a: [weight-pruning: {criterion: l1}]} | wanted is one of [random, magnitude, wanda, sparse-gpt], not 'l1'
            variants: {a: [weight-pruning: {criterion: random, steps: 3}]} | or more with wanda and sparse-gpt
            variants: {a: [level-pruning: {levels: 0}]} | at least one level on either side of zero must go, not 0
            variants: {a: [tucker: {share: 0}]} | variants.a[0].tucker: the share of the parameters to keep must be in (0,1), not 0.0
            variants: {a: [tensor-train: {rank: 8}]} | variants.a[0].tensor-train.rank: no such parameter; did you mean `share`?
            variants: {a: [embedding-pca: {rank: -1}]} | variants.a[0].embedding-pca: a rank must be at least 1 (or 0, to go by the share), not -1
            variants: {a: [ridge-refit: {strength: 0}]} | variants.a[0].ridge-refit: the strength must be above 0, not 0.0
            variants: {a: [mixed: 0.5]}           | variants.a[0].mixed: wanted are parameters, as in {name: value}
            variants: {a: int8}                   | variants.a: wanted is a list of passes
            variants: {a: []}                     | variants.a: wanted is a list of passes
            variants: {fp32: [int8]}              | variants.fp32: this name is the reference's
            variants: {../x: [int8]}              | variants.../x: a variant's name has only the characters
            variants: {a: [int8], a: [int8]}      | Duplicate
            variants: {}                          | wanted are `variants:` with at least one name
            "- a"                                 | wanted are `variants:` with at least one name
            "{"                                   | not YAML
            """)
    void aMistakeIsNamedWithItsPlace(String yaml, String message) throws IOException {
        String file = file(yaml);
        assertThatThrownBy(() -> RecipeFile.read(file))
                .isInstanceOf(RecipeException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void weightPruningSaysHowMuchInThreeWays() throws IOException {
        String recipe = "variants: {a: [weight-pruning: {criterion: magnitude, threshold: 0.5, block: 4x4, norm: l1}],"
                + " b: [weight-pruning: {pattern: 2:4, steps: 2}], c: [weight-pruning: {share: 0.3, scope: matrix, pattern: none}]}";
        assertThat(RecipeFile.read(file(recipe))).hasSize(4);
    }

    @Test
    void anEmptyFileHasNoVariants() throws IOException {
        String file = file("");
        assertThatThrownBy(() -> RecipeFile.read(file)).hasMessageContaining("wanted are `variants:`");
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        assertThatThrownBy(() -> RecipeFile.read("no-such.yaml"))
                .isInstanceOf(RecipeException.class)
                .hasMessageStartingWith("cannot read the recipe no-such.yaml");
    }
}
