package dev.vernier.store.tokenizer;

/** How many tokens of a pair's two texts are kept, the second having none where there is a single text. */
record Truncation(int first, int second) {
    /** The longer text is cut first, down to the shorter one, then both; the odd one is the longer's, or the second's. */
    static Truncation longestFirst(int first, int second, int room) {
        int shorter = Math.min(first, second);
        if ((long) first + second > room) {
            shorter = Math.min(shorter, room / 2);
        }
        int longer = Math.min(Math.max(first, second), room - shorter);
        return first <= second ? new Truncation(shorter, longer) : new Truncation(longer, shorter);
    }
}
