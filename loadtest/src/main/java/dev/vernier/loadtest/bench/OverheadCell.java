package dev.vernier.loadtest.bench;

/**
 * What a row of the benchmark is about.
 *
 * @param model of which one row is a request
 */
record OverheadCell(IdentityModel model, int concurrency) {
    int payloadBytes() {
        return model.width() * Float.BYTES;
    }
}
