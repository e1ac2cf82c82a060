package dev.vernier.compressor.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transformer block. Layers that a model packs into one matrix are the same {@link Linear} here.
 *
 * @param query produces what attention compares with the keys
 * @param output the projection behind attention
 * @param feedForward null when the block has none that was recognised
 */
public record Block(
        Linear query,
        Linear key,
        Linear value,
        Linear output,
        @Nullable FeedForward feedForward) {
    /**
     * The two layers behind attention.
     *
     * @param activation the nodes between them, in no particular order
     */
    public record FeedForward(Linear up, Linear down, List<Node> activation) {
        public FeedForward {
            activation = List.copyOf(activation);
        }
    }
}
