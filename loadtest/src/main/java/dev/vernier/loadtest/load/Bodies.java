package dev.vernier.loadtest.load;

/** One encoded request a text, made before the run. Immutable. */
public final class Bodies {
    private final byte[][] bodies;

    Bodies(byte[][] bodies) {
        this.bodies = bodies;
    }

    /** The encoded request without an id; not to be changed. */
    byte[] body(int text) {
        return bodies[text];
    }

    /** How many there are. */
    public int size() {
        return bodies.length;
    }
}
