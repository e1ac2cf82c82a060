package dev.vernier.store.tokenizer;

import java.util.Arrays;

/** The token ids of one text as they are found: the first ones are kept, all are counted. */
final class Tokens {
    private int[] ids = new int[256];
    private int limit;
    private int count;

    void start(int idsToKeep) {
        limit = idsToKeep;
        count = 0;
    }

    void add(int id) {
        if (count < limit) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, (int) Math.min(2L * count, limit));
            }
            ids[count] = id;
        }
        count++;
    }

    int count() {
        return count;
    }

    /** Forgets the tokens that came after the first {@code length}. */
    void cut(int length) {
        count = length;
    }

    void copy(int length, int[] target, int at) {
        System.arraycopy(ids, 0, target, at, length);
    }

    /** Lets go of an array above {@code maxLength}. */
    void trim(int maxLength) {
        if (ids.length > maxLength) {
            ids = new int[maxLength];
        }
    }
}
