package dev.vernier.loadtest.simulate;

import dev.vernier.policy.Demand;
import dev.vernier.policy.simulate.Trace;
import dev.vernier.policy.simulate.TraceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Reads a trace: lines of {@code seconds,tokens,deadline_ms[,floor]} in the order of time; a heading and further cells are allowed. */
final class TraceFile {
    private static final double NANOS = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int LONGEST = 100_000;
    private static final double LAST_SECOND = 1e7;
    private static final int ORDINARY_PRIORITY = 4;

    private final Path file;
    private final Random random;
    private final double spread;
    private final List<TraceRequest> requests = new ArrayList<>();

    private TraceFile(Path file, double spread, long seed) {
        this.file = file;
        this.spread = spread;
        random = new Random(seed);
    }

    /** @param spread standard deviation of the service noise, log-normal with mean 1 */
    static Trace read(Path file, double spread, long seed) throws IOException {
        TraceFile trace = new TraceFile(file, spread, seed);
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            boolean isHeading = number == 1 && line.startsWith("seconds");
            if (!line.isBlank() && !isHeading) {
                trace.add(line, number);
            }
        }
        return new Trace(String.valueOf(file.getFileName()), trace.requests);
    }

    private void add(String line, int number) throws IOException {
        String[] cells = line.split(",", -1);
        if (cells.length < 3) {
            throw new IOException(file + ":" + number + ": wanted is seconds,tokens,deadline_ms[,floor]: " + line);
        }
        long arrival = (long) (NANOS * number(cells[0], 0, LAST_SECOND, number));
        int tokens = (int) number(cells[1], 1, LONGEST, number);
        long target = arrival + (long) (NANOS_PER_MILLI * number(cells[2], 0.001, LAST_SECOND, number));
        double floor = cells.length < 4 || cells[3].isBlank() ? 0 : number(cells[3], 0, 1, number);
        if (!requests.isEmpty() && requests.get(requests.size() - 1).arrivalNanos() > arrival) {
            throw new IOException(file + ":" + number + ": earlier than the line before");
        }
        Demand demand = new Demand(0, 1, tokens, ORDINARY_PRIORITY, floor, -1, false);
        double noise = Math.exp(spread * random.nextGaussian() - spread * spread / 2);
        requests.add(new TraceRequest(requests.size(), arrival, demand, target, target, noise));
    }

    private double number(String cell, double least, double most, int line) throws IOException {
        try {
            double value = Double.parseDouble(cell.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IOException(file + ":" + line + ": '" + cell + "' is no number", e);
        }
        throw new IOException(file + ":" + line + ": " + cell + " is not in [" + least + ", " + most + "]");
    }
}
