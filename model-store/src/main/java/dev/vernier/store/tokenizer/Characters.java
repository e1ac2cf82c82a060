package dev.vernier.store.tokenizer;

import java.util.Arrays;

/** A growing text without the copies of a StringBuilder: its readers use the array. */
final class Characters {
    char[] array = new char[1024];
    int length;

    void set(String text) {
        length = 0;
        reserve(text.length());
        text.getChars(0, text.length(), array, 0);
        length = text.length();
    }

    void append(char character) {
        if (length == array.length) {
            reserve(1);
        }
        array[length++] = character;
    }

    void append(String text) {
        reserve(text.length());
        text.getChars(0, text.length(), array, length);
        length += text.length();
    }

    void appendCodePoint(int codePoint) {
        if (codePoint < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
            append((char) codePoint);
        } else {
            append(Character.highSurrogate(codePoint));
            append(Character.lowSurrogate(codePoint));
        }
    }

    /** Lets go of an array above {@code maxLength}. */
    void trim(int maxLength) {
        if (array.length > maxLength) {
            array = new char[maxLength];
            length = 0;
        }
    }

    void reserve(int more) {
        if (array.length - length < more) {
            array = Arrays.copyOf(array, Math.max(length + more, 2 * array.length));
        }
    }
}
