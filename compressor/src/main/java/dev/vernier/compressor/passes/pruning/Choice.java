package dev.vernier.compressor.passes.pruning;

/** Which weights of a matrix go: how many, and which of them only together. */
record Choice(Sparsity sparsity, Tile tile) {
    /**
     * Whether each weight goes.
     *
     * @param scores of each weight {@code [inputs, outputs]}, row by row; the lower, the sooner it goes
     */
    boolean[] removed(double[] scores, int outputs) {
        boolean[] blocks = sparsity.removed(tile.norms(scores, outputs), tile.columns(outputs));
        boolean[] weights = new boolean[scores.length];
        for (int weight = 0; weight < weights.length; weight++) {
            weights[weight] = blocks[tile.of(weight, outputs)];
        }
        return weights;
    }

    /** How many inputs a sweep over the inputs decides about at once: a whole number of blocks. */
    int inputsAtOnce() {
        return Math.max(1, sparsity.inputsAtOnce() / tile.inputs()) * tile.inputs();
    }
}
