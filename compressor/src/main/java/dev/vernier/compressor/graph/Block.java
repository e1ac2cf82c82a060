package dev.vernier.compressor.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    /** All layers by the role that they play. */
    public Map<String, Linear> layers() {
        Map<String, Linear> layers = new LinkedHashMap<>();
        layers.put("query", query);
        layers.put("key", key);
        layers.put("value", value);
        layers.put("output", output);
        if (feedForward != null) {
            layers.put("up", feedForward.up());
            layers.put("down", feedForward.down());
        }
        return layers;
    }

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
