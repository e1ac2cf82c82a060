package dev.vernier.server.config;

/** A number of bytes; written with its unit, {@code 64MiB}. */
public record ByteSize(long bytes) {
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes are negative");
        }
    }

    static ByteSize mebibytes(long mebibytes) {
        return new ByteSize(mebibytes << 20);
    }

    /** The size in MiB. */
    public double mebibytes() {
        return bytes / (double) (1 << 20);
    }

    /** The size as an int, for what cannot be larger. */
    public int intBytes() {
        return Math.toIntExact(bytes);
    }
}
