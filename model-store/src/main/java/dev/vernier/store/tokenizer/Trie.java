package dev.vernier.store.tokenizer;

import java.util.Arrays;

/**
 * Strings and their ids, matched longest first at a position of a text. Immutable once filled.
 *
 * <p>Every step from a node by a character is one entry of an open-addressing table, so that a step costs one probe into
 * one array whatever the alphabet is: {@code node:24 | character:16 | child:24}. The root is node 0 and nobody's child, hence
 * no entry is 0 and 0 marks a free slot.
 */
final class Trie {
    static final int NONE = -1;

    private static final int NODE_BITS = 24;
    private static final int CHILD_MASK = (1 << NODE_BITS) - 1;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long[] steps = new long[64];
    private int shift = Long.SIZE - 6;
    private int[] ids = {NONE};
    private int nodes = 1;

    /** Puts a key; one that is already there keeps its id. */
    void put(String key, int id) {
        int node = 0;
        for (int i = 0; i < key.length(); i++) {
            int child = child(node, key.charAt(i));
            node = child != 0 ? child : grow(node, key.charAt(i));
        }
        if (ids[node] == NONE) {
            ids[node] = id;
        }
    }

    /**
     * Finds the longest key that the text has at {@code from}, ending at {@code to} at the latest.
     *
     * @return its end in the upper half and its id in the lower; {@link #NONE} when no key fits
     */
    long longest(char[] text, int from, int to) {
        long found = NONE;
        int node = 0;
        for (int i = from; i < to; i++) {
            node = child(node, text[i]);
            if (node == 0) {
                return found;
            }
            int id = ids[node];
            if (id != NONE) {
                found = (long) (i + 1) << Integer.SIZE | id;
            }
        }
        return found;
    }

    static int end(long match) {
        return (int) (match >>> Integer.SIZE);
    }

    static int id(long match) {
        return (int) match;
    }

    private int child(int node, char character) {
        long key = key(node, character);
        int mask = steps.length - 1;
        for (int slot = slot(key); ; slot = (slot + 1) & mask) {
            long step = steps[slot];
            if (step >>> NODE_BITS == key) {
                return (int) step & CHILD_MASK;
            }
            if (step == 0) {
                return 0;
            }
        }
    }

    private int grow(int node, char character) {
        if (2 * nodes > steps.length) {
            rehash();
        }
        if (nodes == ids.length) {
            ids = Arrays.copyOf(ids, 2 * nodes);
        }
        int child = nodes++;
        if (child > CHILD_MASK) {
            throw new IllegalStateException("more than " + CHILD_MASK + " prefixes");
        }
        ids[child] = NONE;
        insert(key(node, character) << NODE_BITS | child);
        return child;
    }

    private void rehash() {
        long[] old = steps;
        steps = new long[2 * old.length];
        shift--;
        for (long step : old) {
            if (step != 0) {
                insert(step);
            }
        }
    }

    private void insert(long step) {
        int slot = slot(step >>> NODE_BITS);
        while (steps[slot] != 0) {
            slot = (slot + 1) & (steps.length - 1);
        }
        steps[slot] = step;
    }

    private static long key(int node, char character) {
        return (long) node << Character.SIZE | character;
    }

    private int slot(long key) {
        return (int) ((key * GOLDEN) >>> shift);
    }
}
