package dev.vernier.compressor.source;

import dev.vernier.compressor.graph.Graph;

/**
 * A model as it was found.
 *
 * @param digest SHA-256 of the graph's file; of the digests of all, a line each, where weights lie in others
 * @param tokenizer the tokenizer.json
 */
record ModelParts(Graph graph, String digest, String tokenizer, ModelSettings settings) {}
