package dev.vernier.store;

import java.nio.file.Path;

/** A publisher in a process of its own: publishes so many versions of a model and prints a line after each. */
final class PublisherProcess {
    private static final int WEIGHTS_BYTES = 1 << 22;

    private PublisherProcess() {}

    /** Arguments: directory of the store, what the weights are made of, number of versions. */
    public static void main(String[] arguments) {
        ModelStore store = ModelStore.create(Path.of(arguments[0]));
        int count = Integer.parseInt(arguments[2]);
        String weights = arguments[1].repeat(WEIGHTS_BYTES / arguments[1].length());
        for (int i = 0; i < count; i++) {
            ModelVersion version = ModelStoreTest.publish(store, "topics", weights + i);
            System.out.println("published " + version.version());
        }
    }
}
