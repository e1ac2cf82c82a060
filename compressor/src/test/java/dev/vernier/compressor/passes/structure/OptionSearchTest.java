package dev.vernier.compressor.passes.structure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.passes.Search;
import dev.vernier.compressor.passes.structure.OptionSearch.Found;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionSearchTest {
    private static final List<List<Option>> PARTS = List.of(
            List.of(Option.NONE, option(0, 1, 4, 1), option(0, 2, 8, 3.5)),
            List.of(Option.NONE, option(1, 1, 3, 1.2), option(1, 2, 6, 3)));

    private static Option option(int place, int level, long saved, double loss) {
        return new Option(Map.of(place, level), Set.of(), saved, loss);
    }

    /** Losses add up. */
    private static Found find(Search how, long wanted, int budget) {
        return new OptionSearch(
                        PARTS,
                        wanted,
                        options -> options.stream().mapToDouble(Option::loss).sum(),
                        budget)
                .find(how)
                .orElseThrow();
    }

    /** The first steps cost .25 and .4 for each one that is saved, and save 7; of .6 and .625 the cheaper saves enough. */
    @Test
    void greedyTakesWhatLosesLeastForWhatItSavesUntilItIsEnough() {
        Found found = find(Search.GREEDY, 8, 5);

        assertThat(found.options())
                .containsExactly(PARTS.get(0).get(1), PARTS.get(1).get(2));
        assertThat(found.saved()).isEqualTo(10);
        assertThat(found.divergence()).isEqualTo(4);
        assertThat(found.measured()).isEqualTo(5);
    }

    /** The second level of the first part alone saves exactly 8. */
    @Test
    void theKnapsackFindsWhatGreedyStepsOver() {
        Found found = find(Search.KNAPSACK, 8, 5);

        assertThat(found.options()).containsExactly(PARTS.get(0).get(2), Option.NONE);
        assertThat(found.divergence()).isEqualTo(3.5);
        assertThat(found.measured()).isEqualTo(5);
    }

    @Test
    void theKnapsackTakesEverythingWhereOnlyThatIsEnough() {
        assertThat(find(Search.KNAPSACK, 14, 5).options())
                .containsExactly(PARTS.get(0).get(2), PARTS.get(1).get(2));
    }

    @Test
    void evolutionFindsTheSameWithinItsBudget() {
        Found found = find(Search.EVOLUTIONARY, 8, 20);

        assertThat(found.divergence()).isEqualTo(3.5);
        assertThat(found.measured()).isLessThanOrEqualTo(20);
    }

    /** Only the thriftiest options save 14: there is nothing to change to. */
    @Test
    void evolutionEndsWhereNothingElseIsEnough() {
        Found found = find(Search.EVOLUTIONARY, 14, 20);

        assertThat(found.saved()).isEqualTo(14);
        assertThat(found.measured()).isEqualTo(1);
    }

    @Test
    void nothingIsFoundWhereEverythingIsTooLittle() {
        OptionSearch search = new OptionSearch(PARTS, 15, options -> 0, 5);

        assertThat(search.most()).isEqualTo(14);
        for (Search how : Search.BEST.each()) {
            assertThat(search.find(how)).isEmpty();
        }
    }
}
