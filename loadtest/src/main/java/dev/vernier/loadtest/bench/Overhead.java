package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.stage.RunningServer;
import dev.vernier.store.DirectoryTree;
import dev.vernier.store.ModelStore;
import dev.vernier.store.measure.CpuWatch;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The server with models that cost nothing and a bare echo in turn. */
record Overhead(Ground ground) {
    private static final int ROUNDS = 5;
    private static final int QUICK_ROUNDS = 2;
    private static final List<Integer> CONCURRENCY = List.of(1, 16, 64);

    /** A sentence's embedding, and an image of 3 x 224 x 224. */
    private static final List<IdentityModel> MODELS = List.of(new IdentityModel(384), new IdentityModel(150_528));

    void run(ResultFile result) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("vernier-overhead");
        try {
            ModelStore store = ModelStore.create(directory);
            MODELS.forEach(model -> model.publish(store));
            ground.narration().heading("Starting the server and the echo");
            try (Contender identity = Contender.of(RunningServer.start(ground.launcher(), directory, ground.log()));
                    Contender echo =
                            Contender.of(RunningServer.begin(ground.launcher().verb("echo", List.of()), ground.log())
                                    .awaitReady())) {
                List<OverheadRow> rows = rows(echo, identity, result);
                print(rows);
            }
        } finally {
            DirectoryTree.delete(directory);
        }
    }

    private List<OverheadRow> rows(Contender echo, Contender identity, ResultFile result)
            throws IOException, InterruptedException {
        Map<OverheadCell, List<OverheadRound>> rounds = new LinkedHashMap<>();
        for (IdentityModel model : MODELS) {
            CONCURRENCY.forEach(concurrency -> rounds.put(new OverheadCell(model, concurrency), new ArrayList<>()));
        }
        List<OverheadRow> rows = List.of();
        int all = ground.isQuick() ? QUICK_ROUNDS : ROUNDS;
        for (int round = 0; round < all; round++) {
            ground.narration().line("  round " + (round + 1) + " of " + all);
            for (OverheadCell cell : rounds.keySet()) {
                Objects.requireNonNull(rounds.get(cell)).add(round(echo, identity, cell, round % 2 == 0));
            }
            rows = rounds.entrySet().stream()
                    .map(entry -> new OverheadRow(entry.getKey(), entry.getValue()))
                    .toList();
            result.set("rows", rows.stream().map(OverheadRow::fields).toList()).set("finding", sentence(rows));
        }
        return rows;
    }

    private OverheadRound round(Contender echo, Contender identity, OverheadCell cell, boolean isEchoFirst)
            throws IOException, InterruptedException {
        Duration window = ground.isQuick() ? Duration.ofMillis(600) : Duration.ofMillis(1_200);
        CpuWatch others = CpuWatch.start();
        OverheadSample first = (isEchoFirst ? echo : identity).measure(cell, window);
        OverheadSample second = (isEchoFirst ? identity : echo).measure(cell, window);
        return new OverheadRound(isEchoFirst ? first : second, isEchoFirst ? second : first, others.otherCpuCores());
    }

    private static String sentence(List<OverheadRow> rows) {
        double least = rows.stream()
                .filter(row -> row.cell().model().equals(MODELS.get(0)))
                .filter(row -> row.cell().concurrency() > 1)
                .mapToDouble(row -> row.ratioToEcho().value())
                .min()
                .orElse(0);
        return String.format(
                Locale.ROOT, "With a model that costs nothing the server answers %.2f of what a bare echo does", least);
    }

    private void print(List<OverheadRow> rows) {
        TextTable table = new TextTable(
                "payload",
                "in flight",
                "echo",
                "identity",
                "ratio",
                "added p50",
                "added CPU",
                "heap",
                "echo's",
                "verdict");
        for (OverheadRow row : rows) {
            Map<String, Object> fields = row.fields();
            table.row(
                    row.cell().payloadBytes() + " B",
                    Integer.toString(row.cell().concurrency()),
                    fixed(fields, "echo_rps"),
                    fixed(fields, "identity_rps"),
                    Figures.text(row.ratioToEcho()),
                    fixed(fields, "added_p50_us") + " us",
                    fixed(fields, "added_cpu_us") + " us",
                    fixed(fields, "alloc_bytes_per_request") + " B",
                    fixed(fields, "echo_alloc_bytes_per_request") + " B",
                    row.verdict().key());
        }
        ground.narration().heading(sentence(rows));
        table.lines().forEach(ground.narration()::line);
    }

    private static String fixed(Map<String, Object> fields, String name) {
        return Figures.fixed((double) Objects.requireNonNull(fields.get(name)), 0);
    }
}
