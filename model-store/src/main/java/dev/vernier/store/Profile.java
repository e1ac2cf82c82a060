package dev.vernier.store;

import java.util.List;

/**
 * What one variant costs on one machine: one thread, nothing else running.
 *
 * @param card digest of the variant's card
 * @param machine key of CPU flags and runtime build: a profile of another key is measured anew
 * @param latency the measured grid
 * @param rssMib resident memory that opening the variant added; more than that where others were opened at the same time
 */
public record Profile(String card, String machine, List<Point> latency, double rssMib) {
    /**
     * One shape and its time.
     *
     * @param batch rows
     * @param length tokens a row, padding included
     * @param nanos median time of one run on an otherwise idle lane
     */
    public record Point(int batch, int length, long nanos) {}

    public Profile {
        latency = List.copyOf(latency);
    }
}
