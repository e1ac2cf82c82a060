package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.InferenceClient;
import dev.vernier.loadtest.stage.RunningServer;
import dev.vernier.store.OnnxSession;
import dev.vernier.store.Session;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The server and the runtime alone in turn, cell by cell and round by round. */
record Ceiling(Ground ground, StoredModel model, List<String> variants, int lanes) {
    private static final int ROUNDS = 3;
    private static final int QUICK_ROUNDS = 2;
    private static final List<List<Integer>> LENGTHS = List.of(List.of(16), List.of(32), List.of(128));
    private static final List<Integer> MIXED = List.of(32, 128);
    private static final List<Integer> CONCURRENCY = List.of(1, 8, 32);
    private static final int MIXED_CONCURRENCY = 16;

    /** Before the first round: in its first half minute under load a JVM spends a tenth of the CPU on compiling. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    Ceiling {
        variants = List.copyOf(variants);
    }

    void run(ResultFile result) throws IOException, InterruptedException {
        Map<CeilingCell, List<CeilingRound>> rounds = new LinkedHashMap<>();
        for (String variant : variants) {
            cells(variant).forEach(cell -> rounds.put(cell, new ArrayList<>()));
        }
        ground.narration().heading("Starting the server");
        try (RunningServer server = RunningServer.start(
                        ground.launcher(), model.directory(), ground.log(), "--lanes", Integer.toString(lanes));
                InferenceClient client = InferenceClient.connect(server.grpc(), 1)) {
            warmUp(server, client);
            CeilingProbe probe = new CeilingProbe(server, client, model, window(), ground.seed());
            int all = ground.isQuick() ? QUICK_ROUNDS : ROUNDS;
            for (int round = 0; round < all; round++) {
                ground.narration().line("  round " + (round + 1) + " of " + all);
                round(probe, rounds, round);
                write(result, rounds);
            }
        }
        print(rows(rounds));
    }

    /** What is measured is a server that has been up for a while, not its first minute. */
    private void warmUp(RunningServer server, InferenceClient client) throws IOException, InterruptedException {
        Duration each = WARM_UP.dividedBy((ground.isQuick() ? 2L : 1L) * variants.size());
        CeilingProbe probe = new CeilingProbe(server, client, model, each, ground.seed());
        for (String variant : variants) {
            ground.narration().bar(0, 1, "warming up with " + variant);
            probe.measure(new CeilingCell(variant, LENGTHS.get(0), 32), 1);
        }
    }

    private Duration window() {
        return ground.isQuick() ? Duration.ofMillis(700) : Duration.ofMillis(1_500);
    }

    private static List<CeilingCell> cells(String variant) {
        List<CeilingCell> cells = new ArrayList<>();
        for (List<Integer> lengths : LENGTHS) {
            for (int concurrency : CONCURRENCY) {
                cells.add(new CeilingCell(variant, lengths, concurrency));
            }
        }
        cells.add(new CeilingCell(variant, MIXED, MIXED_CONCURRENCY));
        return cells;
    }

    /** All cells of each variant; the order of the variants turns from round to round. */
    private void round(CeilingProbe probe, Map<CeilingCell, List<CeilingRound>> rounds, int round)
            throws IOException, InterruptedException {
        List<String> order = new ArrayList<>(variants);
        Collections.rotate(order, round);
        for (String variant : order) {
            List<CeilingCell> cells = cells(variant);
            try (Session session = OnnxSession.open(model.store(), model.version(), model.variant(variant))) {
                RawRates raw = new RawRates(session, model, lanes, window(), ground.seed());
                for (int i = 0; i < cells.size(); i++) {
                    CeilingCell cell = cells.get(i);
                    ground.narration()
                            .bar(i, cells.size(), variant + " length " + cell.length() + " x" + cell.concurrency());
                    Objects.requireNonNull(rounds.get(cell)).add(probe.measure(cell, raw.ceiling(cell)));
                }
            }
        }
    }

    private List<CeilingRow> rows(Map<CeilingCell, List<CeilingRound>> rounds) {
        return rounds.entrySet().stream()
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> new CeilingRow(entry.getKey(), lanes, entry.getValue()))
                .toList();
    }

    private void write(ResultFile result, Map<CeilingCell, List<CeilingRound>> rounds) {
        List<CeilingRow> rows = rows(rounds);
        double least = rows.stream()
                .filter(row -> row.cell().concurrency() > 1)
                .mapToDouble(row -> row.efficiency().value())
                .min()
                .orElse(0);
        result.set("rows", rows.stream().map(CeilingRow::fields).toList())
                .set(
                        "finding",
                        String.format(
                                Locale.ROOT,
                                "The runtime gets at least %.2f of the server's CPU time under load",
                                least));
    }

    private void print(List<CeilingRow> rows) {
        TextTable table = new TextTable(
                "variant",
                "length",
                "in flight",
                "ceiling",
                "server",
                "ratio",
                "efficiency",
                "p50",
                "p99",
                "errors",
                "verdict");
        for (CeilingRow row : rows) {
            Map<String, Object> fields = row.fields();
            table.row(
                    row.cell().variant(),
                    row.cell().length(),
                    Integer.toString(row.cell().concurrency()),
                    Figures.fixed((double) Objects.requireNonNull(fields.get("ceiling_rps")), 0),
                    Figures.fixed((double) Objects.requireNonNull(fields.get("throughput_rps")), 0),
                    Figures.text(row.ratioToCeiling()),
                    Figures.text(row.efficiency()),
                    Figures.millis(row.latencyMillis(50)),
                    Figures.millis(row.latencyMillis(99)),
                    Integer.toString(row.errors()),
                    row.verdict().key());
        }
        ground.narration().heading("Answers per second against the runtime alone, " + lanes + " lanes");
        table.lines().forEach(ground.narration()::line);
    }
}
