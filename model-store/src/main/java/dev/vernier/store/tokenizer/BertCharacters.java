package dev.vernier.store.tokenizer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The character classes that BERT's tokenizer distinguishes, the same on every JDK. */
final class BertCharacters {
    private static final String TABLE = "bert-characters.txt";
    private static final BitSet PUNCTUATION = new BitSet();
    private static final BitSet MARKS = new BitSet();
    private static final BitSet DROPPED = new BitSet();
    private static final BitSet UNDECOMPOSED = new BitSet();
    private static final Map<Integer, Integer> LOWERCASE = new HashMap<>();

    static {
        try (InputStream table = Objects.requireNonNull(BertCharacters.class.getResourceAsStream(TABLE), TABLE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(table, StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(BertCharacters::readLine);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        PUNCTUATION.set('!', '/' + 1);
        PUNCTUATION.set(':', '@' + 1);
        PUNCTUATION.set('[', '`' + 1);
        PUNCTUATION.set('{', '~' + 1);
    }

    private BertCharacters() {}

    private static void readLine(String line) {
        String[] fields = line.split(" ", -1);
        for (int i = 1; i < fields.length; i++) {
            String[] sides = fields[i].split(">", 2);
            String[] ends = sides[0].split("-", 2);
            int first = Integer.parseInt(ends[0], 16);
            int last = Integer.parseInt(ends[ends.length - 1], 16);
            switch (fields[0]) {
                case "punctuation" -> PUNCTUATION.set(first, last + 1);
                case "mark" -> MARKS.set(first, last + 1);
                case "dropped" -> DROPPED.set(first, last + 1);
                case "undecomposed" -> UNDECOMPOSED.set(first, last + 1);
                case "lowercase" -> {
                    int small = Integer.parseInt(sides[1], 16);
                    for (int c = first; c <= last; c++) {
                        LOWERCASE.put(c, small + c - first);
                    }
                }
                default -> throw new IllegalStateException(TABLE + " has an unknown class: " + fields[0]);
            }
        }
    }

    /** The property White_Space. */
    static boolean isWhitespace(int codePoint) {
        if (codePoint <= ' ') {
            return codePoint == ' ' || (codePoint >= '\t' && codePoint <= '\r');
        }
        return switch (codePoint) {
            case 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> codePoint >= 0x2000 && codePoint <= 0x200A;
        };
    }

    static boolean isPunctuation(int codePoint) {
        return PUNCTUATION.get(codePoint);
    }

    static boolean isDropped(int codePoint) {
        return DROPPED.get(codePoint);
    }

    /** Whether stripping accents removes it. */
    static boolean isMark(int codePoint) {
        return MARKS.get(codePoint);
    }

    static boolean isDecomposed(int codePoint) {
        return !UNDECOMPOSED.get(codePoint);
    }

    static int toLowerCase(int codePoint) {
        return LOWERCASE.getOrDefault(codePoint, Character.toLowerCase(codePoint));
    }

    /** What a regular expression's {@code \w} stands for (UTS 18). */
    static boolean isWordCharacter(int codePoint) {
        return Character.isAlphabetic(codePoint)
                || switch (Character.getType(codePoint)) {
                    case Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.ENCLOSING_MARK,
                            Character.DECIMAL_DIGIT_NUMBER,
                            Character.CONNECTOR_PUNCTUATION -> true;
                    default -> codePoint == 0x200C || codePoint == 0x200D;
                };
    }

    /** The blocks that BERT sets apart character by character; 2B820 to 2B91F is left out as in its Rust original. */
    static boolean isChinese(int codePoint) {
        return within(codePoint, 0x4E00, 0x9FFF)
                || within(codePoint, 0x3400, 0x4DBF)
                || within(codePoint, 0xF900, 0xFAFF)
                || within(codePoint, 0x20000, 0x2A6DF)
                || within(codePoint, 0x2A700, 0x2B81F)
                || within(codePoint, 0x2B920, 0x2CEAF)
                || within(codePoint, 0x2F800, 0x2FA1F);
    }

    private static boolean within(int codePoint, int first, int last) {
        return codePoint >= first && codePoint <= last;
    }
}
