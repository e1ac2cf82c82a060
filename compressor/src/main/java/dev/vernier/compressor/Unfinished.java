package dev.vernier.compressor;

import java.nio.file.Path;

/**
 * What to do with the work of a compression that did not reach its end.
 *
 * @param store where it is
 * @param isWanted whether to go on from it, instead of beginning anew
 */
record Unfinished(Path store, boolean isWanted) {
    /** The workbench of a compression of which {@code key} is a digest of all that goes in. */
    Workbench workbench(String key) {
        return Workbench.open(store, key, isWanted);
    }
}
