package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.graph.Weight;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class SpectrumTest {
    @Test
    void aDiagonalMatrixKeepsTheSquaresOfItsLargestValues() {
        Spectrum spectrum = Spectrum.of(Weight.floats(new long[] {3, 3}, 1, 0, 0, 0, -3, 0, 0, 0, 2));
        assertThat(spectrum.energy(0)).isZero();
        assertThat(spectrum.energy(1)).isCloseTo(9.0 / 14, within(1e-12));
        assertThat(spectrum.energy(2)).isCloseTo(13.0 / 14, within(1e-12));
        assertThat(spectrum.energy(3)).isCloseTo(1, within(1e-12));
        assertThat(spectrum.rank(.9)).isEqualTo(2);
    }

    @Test
    void aMatrixOfRankOneHasAllOnItsFirstWhicheverSideIsLonger() {
        assertThat(Spectrum.of(Weight.floats(new long[] {2, 3}, 1, 2, 3, 2, 4, 6))
                        .energy(1))
                .isCloseTo(1, within(1e-12));
        assertThat(Spectrum.of(Weight.floats(new long[] {3, 2}, 1, 2, 2, 4, 3, 6))
                        .rank(.999))
                .isEqualTo(1);
    }

    @Test
    void twoFactorsMustHaveFewerElementsThanTheMatrix() {
        assertThat(Spectrum.of(Weight.floats(new long[] {4, 4}, new float[16])).largestSavingRank())
                .isEqualTo(1);
        assertThat(Spectrum.of(Weight.floats(new long[] {2, 6}, new float[12])).largestSavingRank())
                .isEqualTo(1);
        assertThat(Spectrum.of(Weight.floats(new long[] {6, 12}, new float[72])).largestSavingRank())
                .isEqualTo(3);
    }

    @Test
    void zerosLackNothing() {
        assertThat(Spectrum.of(Weight.floats(new long[] {2, 2}, new float[4])).rank(.99))
                .isEqualTo(1);
    }

    @Test
    void theReportNamesEveryMatrixByItsRole() {
        SpectrumReport report = SpectrumReport.of(TinyModel.classifier().graph());
        StringWriter out = new StringWriter();
        report.print(new PrintWriter(out));
        assertThat(out.toString()).contains("-     embedding  64x16", "-     linear     16x16");
        assertThat(report.fields())
                .hasSize(2)
                .allSatisfy(fields -> assertThat(fields)
                        .containsKeys(
                                "role",
                                "block",
                                "in",
                                "out",
                                "largest_saving_rank",
                                "saving_rank_energy",
                                "energy_by_rank_share"));
    }
}
