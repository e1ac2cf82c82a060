package dev.vernier.store.tokenizer;

import java.util.Map;

/** Cuts a normalised text into words and each word, longest match first, into pieces of the vocabulary. Immutable. */
final class WordPiece {
    /** Neither white space nor punctuation, hence in the midst of a word. */
    private static final boolean[] IS_ASCII_LETTER = new boolean[0x80];

    static {
        for (int i = 0; i < IS_ASCII_LETTER.length; i++) {
            IS_ASCII_LETTER[i] = !BertCharacters.isWhitespace(i) && !BertCharacters.isPunctuation(i);
        }
    }

    private final Trie beginnings = new Trie();
    private final Trie continuations = new Trie();
    private final int unknownId;
    private final int maxCharactersPerWord;

    /**
     * @param vocabulary token to id
     * @param prefix marks the tokens that continue a word
     * @param maxCharactersPerWord a longer word is unknown as a whole
     */
    WordPiece(Map<String, Integer> vocabulary, String prefix, int unknownId, int maxCharactersPerWord) {
        this.unknownId = unknownId;
        this.maxCharactersPerWord = maxCharactersPerWord;
        vocabulary.forEach((token, id) -> {
            beginnings.put(token, id);
            if (token.startsWith(prefix) && token.length() > prefix.length()) {
                continuations.put(token.substring(prefix.length()), id);
            }
        });
    }

    /** White space ends a word and is dropped, a punctuation character is a word of its own. */
    void tokenize(char[] text, int from, int to, Tokens tokens) {
        int word = from;
        int at = from;
        while (at < to) {
            char character = text[at];
            if (character < 0x80 && IS_ASCII_LETTER[character]) {
                at++;
                continue;
            }
            int codePoint = Character.codePointAt(text, at, to);
            int next = at + Character.charCount(codePoint);
            boolean isSpace = BertCharacters.isWhitespace(codePoint);
            if (isSpace || BertCharacters.isPunctuation(codePoint)) {
                word(text, word, at, tokens);
                word(text, isSpace ? next : at, next, tokens);
                word = next;
            }
            at = next;
        }
        word(text, word, to, tokens);
    }

    private void word(char[] text, int from, int to, Tokens tokens) {
        if (from == to) {
            return;
        }
        int before = tokens.count();
        long match = isTooLong(text, from, to) ? Trie.NONE : beginnings.longest(text, from, to);
        while (match != Trie.NONE) {
            tokens.add(Trie.id(match));
            int end = Trie.end(match);
            if (end == to) {
                return;
            }
            match = continuations.longest(text, end, to);
        }
        tokens.cut(before);
        tokens.add(unknownId);
    }

    private boolean isTooLong(char[] text, int from, int to) {
        return to - from > maxCharactersPerWord
                && Character.codePointCount(text, from, to - from) > maxCharactersPerWord;
    }
}
