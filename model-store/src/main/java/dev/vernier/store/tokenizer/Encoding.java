package dev.vernier.store.tokenizer;

/** Token ids of one text, special tokens included, never padded. Immutable. */
public final class Encoding {
    private final int[] ids;
    private final int secondFrom;
    private final int untruncatedLength;

    /**
     * @param ids not copied and not to be changed afterwards
     * @param secondFrom position of the first token of a pair's second text; the length where there is none, or where the
     *     model does not tell the two apart
     * @param untruncatedLength tokens that the whole text would have had
     */
    public Encoding(int[] ids, int secondFrom, int untruncatedLength) {
        this.ids = ids;
        this.secondFrom = secondFrom;
        this.untruncatedLength = untruncatedLength;
    }

    public int length() {
        return ids.length;
    }

    public int id(int position) {
        return ids[position];
    }

    /** 0 for the tokens of the first text, 1 for those of a pair's second text. */
    public int type(int position) {
        return position < secondFrom ? 0 : 1;
    }

    public boolean isTruncated() {
        return untruncatedLength > ids.length;
    }

    /** Tokens that the whole text would have had, special tokens included. */
    public int untruncatedLength() {
        return untruncatedLength;
    }
}
