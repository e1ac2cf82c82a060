package dev.vernier.loadtest.load;

/** Texts by the length of their encodings. */
public enum LengthClass {
    SHORT("<=16", 16),
    MEDIUM("17-32", 32),
    LONG(">32", Integer.MAX_VALUE);

    private final String key;
    private final int maxTokens;

    LengthClass(String key, int maxTokens) {
        this.key = key;
        this.maxTokens = maxTokens;
    }

    /** The name in result files. */
    public String key() {
        return key;
    }

    public static LengthClass of(int tokens) {
        return tokens <= SHORT.maxTokens ? SHORT : tokens <= MEDIUM.maxTokens ? MEDIUM : LONG;
    }
}
