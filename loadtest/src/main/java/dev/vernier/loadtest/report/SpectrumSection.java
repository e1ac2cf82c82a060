package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The energy curves of a model's matrices: how much a lower rank would keep. */
final class SpectrumSection implements Section {
    private final JsonNode result;

    SpectrumSection(JsonNode result) {
        this.result = result;
    }

    @Override
    public String headline() {
        return "The ranks of " + result.path("model").asText("a model");
    }

    @Override
    public void draw(Markup page) {
        page.open("div", "class", "charts");
        energyByRank().drawFigure(page);
        savingEnergyByBlock().drawFigure(page);
        page.close().newline();
        page.leaf("h2", "Every matrix");
        table().draw(page);
    }

    private Map<String, List<JsonNode>> byRole() {
        Map<String, List<JsonNode>> byRole = new LinkedHashMap<>();
        for (JsonNode spectrum : result.path("spectra")) {
            String role = spectrum.path("role").asText();
            if (!role.equals("embedding")) {
                byRole.computeIfAbsent(role, unused -> new ArrayList<>()).add(spectrum);
            }
        }
        return byRole;
    }

    private Chart energyByRank() {
        List<Line> lines = new ArrayList<>();
        byRole().forEach((role, spectra) -> lines.add(mean(role, Ink.of(lines.size()), spectra)));
        return new LineChart(
                "Energy by rank",
                "Mean over the blocks. A curve that rises late belongs to a matrix that two thin factors replace badly.",
                Axis.fromZero("rank / full rank", 1, SpectrumSection::percent),
                Axis.fromZero("share of the squared singular values", 1, SpectrumSection::percent),
                lines,
                List.of());
    }

    private Chart savingEnergyByBlock() {
        List<Line> lines = new ArrayList<>();
        byRole().forEach((role, spectra) -> lines.add(new Line(
                role,
                Ink.of(lines.size()),
                false,
                IntStream.range(0, spectra.size()).mapToObj(i -> (double) i).toList(),
                spectra.stream()
                        .map(spectrum -> spectrum.path("saving_rank_energy").asDouble())
                        .toList())));
        int blocks = lines.stream().mapToInt(Line::size).max().orElse(1);
        double worst = lines.stream()
                .flatMap(line -> line.ys().stream())
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(0);
        return new LineChart(
                "What a smaller form keeps",
                "Energy at the largest rank whose two factors have fewer elements than the matrix.",
                Axis.places(
                        "block, from the input on",
                        IntStream.range(0, blocks).mapToObj(Integer::toString).toList()),
                Axis.linear("share of the squared singular values", worst, 1, SpectrumSection::percent),
                lines,
                List.of());
    }

    private static String percent(double share) {
        return Numerals.percent(share, 0);
    }

    private static Line mean(String role, Ink ink, List<JsonNode> spectra) {
        List<JsonNode> curves = spectra.stream()
                .map(spectrum -> spectrum.path("energy_by_rank_share"))
                .toList();
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        int places = curves.get(0).size();
        for (int place = 0; place < places; place++) {
            double sum = 0;
            for (JsonNode curve : curves) {
                sum += curve.path(place).asDouble();
            }
            xs.add(place / (places - 1.0));
            ys.add(sum / curves.size());
        }
        return new Line(role, ink, false, xs, ys);
    }

    private Table table() {
        Table table =
                new Table(List.of("matrix", "block", "shape", "25 % of the ranks", "50 %", "75 %", "saves below rank"));
        for (JsonNode spectrum : result.path("spectra")) {
            JsonNode curve = spectrum.path("energy_by_rank_share");
            int block = spectrum.path("block").asInt();
            table.row(List.of(
                    spectrum.path("role").asText(),
                    block < 0 ? "-" : Integer.toString(block),
                    spectrum.path("in").asInt() + " x " + spectrum.path("out").asInt(),
                    at(curve, .25),
                    at(curve, .5),
                    at(curve, .75),
                    Integer.toString(spectrum.path("largest_saving_rank").asInt() + 1)));
        }
        return table;
    }

    private static String at(JsonNode curve, double rankShare) {
        return Numerals.percent(
                curve.path((int) Math.round(rankShare * (curve.size() - 1))).asDouble());
    }
}
