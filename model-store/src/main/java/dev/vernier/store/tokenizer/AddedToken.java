package dev.vernier.store.tokenizer;

/**
 * A token that is found in the text as it is written, before the text is cut into words.
 *
 * @param isSingleWord only where no word character touches it
 * @param stripsLeft swallows the white space before it
 * @param stripsRight swallows the white space after it
 * @param isNormalized looked for, in its normal form, in the normal form of the text
 */
record AddedToken(
        String content, int id, boolean isSingleWord, boolean stripsLeft, boolean stripsRight, boolean isNormalized) {}
