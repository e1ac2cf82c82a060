package dev.vernier.compressor.graph;

/** How the vectors of a text's tokens become one vector. */
public enum Pooling {
    /** The mean over the tokens that the attention mask names. */
    MEAN,
    /** The first token's vector. */
    CLS
}
