package dev.vernier.store.tokenizer;

import java.util.List;

/**
 * Where the special tokens go around one text or a pair. Immutable.
 *
 * <p>Every part is the id of a special token, {@link #FIRST} or {@link #SECOND}.
 */
final class Template {
    static final int FIRST = -1;
    static final int SECOND = -2;

    private final int[] parts;
    private final int partsOfTypeZero;
    private final int specialTokens;

    /** @param partsOfTypeZero the parts before the first one whose tokens have type 1 */
    Template(List<Integer> parts, int partsOfTypeZero) {
        this.parts = parts.stream().mapToInt(Integer::intValue).toArray();
        this.partsOfTypeZero = partsOfTypeZero;
        this.specialTokens = (int) parts.stream().filter(part -> part >= 0).count();
    }

    int specialTokens() {
        return specialTokens;
    }

    /** Puts the special tokens around the texts, of which it keeps {@code room} tokens at the most. */
    Encoding encode(Tokens first, Tokens second, int room) {
        Truncation kept = Truncation.longestFirst(first.count(), second.count(), room);
        int[] ids = new int[specialTokens + kept.first() + kept.second()];
        int length = 0;
        int typeOneFrom = ids.length;
        for (int i = 0; i < parts.length; i++) {
            if (i == partsOfTypeZero) {
                typeOneFrom = length;
            }
            switch (parts[i]) {
                case FIRST -> {
                    first.copy(kept.first(), ids, length);
                    length += kept.first();
                }
                case SECOND -> {
                    second.copy(kept.second(), ids, length);
                    length += kept.second();
                }
                default -> ids[length++] = parts[i];
            }
        }
        return new Encoding(ids, typeOneFrom, specialTokens + first.count() + second.count());
    }
}
