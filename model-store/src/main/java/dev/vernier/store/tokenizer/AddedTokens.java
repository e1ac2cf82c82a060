package dev.vernier.store.tokenizer;

import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;

/** Finds added tokens in a text: the leftmost first, of those that begin there the longest, of those that look alike the first listed. Immutable. */
final class AddedTokens {
    private final List<AddedToken> tokens;
    private final Trie trie = new Trie();
    private final BitSet firstCharacters = new BitSet();

    /** @param form what a token looks like in the texts that will be searched */
    AddedTokens(List<AddedToken> tokens, UnaryOperator<String> form) {
        this.tokens = List.copyOf(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            String written = form.apply(tokens.get(i).content());
            if (!written.isEmpty()) {
                trie.put(written, i);
                firstCharacters.set(written.charAt(0));
            }
        }
    }

    boolean isEmpty() {
        return firstCharacters.isEmpty();
    }

    /** Cuts a text at the added tokens in it and gives the tokens and the stretches between them to {@code pieces}. */
    void split(char[] text, int length, Pieces pieces) {
        int open = 0;
        int at = isEmpty() ? length : 0;
        while (at < length) {
            long match = firstCharacters.get(text[at]) ? trie.longest(text, at, length) : Trie.NONE;
            if (match == Trie.NONE) {
                at++;
                continue;
            }
            AddedToken token = tokens.get(Trie.id(match));
            int end = Trie.end(match);
            if (!token.isSingleWord() || standsAlone(text, at, end, length)) {
                int from = token.stripsLeft() ? skipSpaceBackwards(text, at, open) : at;
                if (open < from) {
                    pieces.text(open, from);
                }
                pieces.token(token.id());
                open = token.stripsRight() ? skipSpace(text, end, length) : end;
            }
            at = end;
        }
        if (open < length) {
            pieces.text(open, length);
        }
    }

    /** Takes the pieces of a text in their order. */
    interface Pieces {
        void text(int from, int to);

        void token(int id);
    }

    private static boolean standsAlone(char[] text, int from, int to, int length) {
        return (from == 0 || !BertCharacters.isWordCharacter(Character.codePointBefore(text, from)))
                && (to == length || !BertCharacters.isWordCharacter(Character.codePointAt(text, to, length)));
    }

    private static int skipSpaceBackwards(char[] text, int from, int limit) {
        int at = from;
        while (at > limit && BertCharacters.isWhitespace(text[at - 1])) {
            at--;
        }
        return at;
    }

    private static int skipSpace(char[] text, int from, int length) {
        int at = from;
        while (at < length && BertCharacters.isWhitespace(text[at])) {
            at++;
        }
        return at;
    }
}
