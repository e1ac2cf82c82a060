package dev.vernier.loadtest.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.LedgerFixture;
import dev.vernier.loadtest.load.LedgerFixture.Fate;
import dev.vernier.loadtest.load.Plan;
import dev.vernier.store.measure.Measure;
import org.junit.jupiter.api.Test;

class GainTest {
    @Test
    void isTheMeanDifferenceARequestWhateverTheTextsShares() {
        Gain gain = new Gain(Gain.Worth.ACCURACY, 5);
        for (int i = 0; i < 9; i++) {
            gain.add(0, 0);
        }
        gain.add(3, 1);

        Measure measure = gain.measure(1);
        assertThat(measure.value()).isCloseTo(0.1, within(1e-12));
        assertThat(measure.n()).as("texts that were sent").isEqualTo(2);
        assertThat(measure.method()).isEqualTo("paired-bootstrap");
        assertThat(measure.low()).isZero();
        assertThat(measure.high()).isEqualTo(1);
    }

    @Test
    void anIntervalComesFromTheTextsAndNotFromHowOftenTheyWereSent() {
        Gain once = new Gain(Gain.Worth.ACCURACY, 40);
        Gain often = new Gain(Gain.Worth.ACCURACY, 40);
        for (int text = 0; text < 40; text++) {
            double difference = text % 4 == 0 ? 1 : 0;
            once.add(text, difference);
            for (int i = 0; i < 100; i++) {
                often.add(text, difference);
            }
        }

        assertThat(often.measure(7)).isEqualTo(once.measure(7));
        assertThat(once.measure(7).low()).isBetween(0.08, 0.16);
        assertThat(once.measure(7).high()).isBetween(0.34, 0.42);
    }

    @Test
    void whatIsNotAnsweredInTimeIsWorthNothing() {
        Plan plan = LedgerFixture.plan(40, 4);
        Ledger inTime = LedgerFixture.ledger(plan, row -> new Fate("fp32", 10, true, 1));
        Ledger halfLate = LedgerFixture.ledger(plan, row -> new Fate("fp32", row % 2 == 0 ? 70 : 10, true, 1));

        for (Gain.Worth worth : Gain.Worth.values()) {
            Gain gain = new Gain(worth, 4);
            gain.add(inTime, halfLate);
            assertThat(gain.measure(1).value()).as(worth.name()).isCloseTo(0.5, within(1e-9));
        }
    }

    @Test
    void runsOfDifferentPlansAreNoPair() {
        Ledger ten = LedgerFixture.ledger(LedgerFixture.plan(10, 2), row -> Fate.refused());
        Ledger twenty = LedgerFixture.ledger(LedgerFixture.plan(20, 2), row -> Fate.refused());

        assertThatThrownBy(() -> new Gain(Gain.Worth.ACCURACY, 2).add(ten, twenty))
                .hasMessageContaining("no pair");
    }
}
