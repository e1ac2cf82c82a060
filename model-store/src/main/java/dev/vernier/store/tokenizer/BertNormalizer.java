package dev.vernier.store.tokenizer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * BERT's clean-up of a text before it is cut into words. Thread-safe.
 *
 * <p>It works code point by code point, so what becomes of each is worked out once, a page of 256 code points at a time,
 * when the first of them is met.
 */
final class BertNormalizer {
    /** What is done, in this order; the names are tokenizer.json's. */
    record Steps(boolean cleanText, boolean handleChineseChars, boolean stripAccents, boolean lowercase) {}

    private static final int PAGE_BITS = 8;
    private static final int REPLACEMENT = 0xFFFD;
    private static final char EMPTY = '\uFFFF';

    private final Steps steps;
    /** The normal forms of ASCII characters, {@link #EMPTY} where nothing is left of one. */
    private final char[] ascii = new char[0x80];

    private final AtomicReferenceArray<Page> pages =
            new AtomicReferenceArray<>((Character.MAX_CODE_POINT >> PAGE_BITS) + 1);

    BertNormalizer(Steps steps) {
        this.steps = steps;
        for (int i = 0; i < ascii.length; i++) {
            String form = normalForm(i);
            ascii[i] = form.isEmpty() ? EMPTY : form.charAt(0);
        }
    }

    /** Appends the normal form of a stretch of text; a surrogate without its other half counts as U+FFFD. */
    void normalize(char[] text, int from, int to, Characters normal) {
        int i = from;
        while (i < to) {
            i = normalizeAscii(text, i, to, normal);
            if (i < to) {
                int codePoint = Character.codePointAt(text, i, to);
                i += Character.charCount(codePoint);
                int whole = isSurrogate(codePoint) ? REPLACEMENT : codePoint;
                page(whole).append(whole, normal);
            }
        }
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** The bulk of most texts, one character for one; ends at the first that is something else. */
    private int normalizeAscii(char[] text, int from, int to, Characters normal) {
        normal.reserve(to - from);
        char[] target = normal.array;
        int length = normal.length;
        int i = from;
        while (i < to && text[i] < 0x80 && ascii[text[i]] != EMPTY) {
            target[length++] = ascii[text[i++]];
        }
        normal.length = length;
        return i;
    }

    String normalize(String text) {
        Characters normal = new Characters();
        normalize(text.toCharArray(), 0, text.length(), normal);
        return new String(normal.array, 0, normal.length);
    }

    private Page page(int codePoint) {
        int index = codePoint >> PAGE_BITS;
        Page page = pages.getAcquire(index);
        if (page == null) {
            page = new Page(index << PAGE_BITS);
            pages.setRelease(index, page);
        }
        return page;
    }

    private String normalForm(int codePoint) {
        int cleaned = codePoint;
        if (steps.cleanText) {
            if (BertCharacters.isDropped(codePoint)) {
                return "";
            }
            cleaned = BertCharacters.isWhitespace(codePoint) ? ' ' : codePoint;
        }
        String form = Character.toString(cleaned);
        if (steps.handleChineseChars && BertCharacters.isChinese(cleaned)) {
            form = " " + form + " ";
        }
        if (steps.stripAccents) {
            form = withoutAccents(form);
        }
        return steps.lowercase ? lowercase(form) : form;
    }

    private static String withoutAccents(String text) {
        StringBuilder kept = new StringBuilder();
        text.codePoints()
                .mapToObj(Character::toString)
                .map(c -> BertCharacters.isDecomposed(c.codePointAt(0))
                        ? Normalizer.normalize(c, Normalizer.Form.NFD)
                        : c)
                .flatMapToInt(String::codePoints)
                .filter(c -> !BertCharacters.isMark(c))
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** Each code point by itself: unlike String.toLowerCase, a sigma at the end of a word becomes no final sigma. */
    private static String lowercase(String text) {
        StringBuilder lower = new StringBuilder();
        text.codePoints().forEach(codePoint -> {
            lower.appendCodePoint(BertCharacters.toLowerCase(codePoint));
            if (codePoint == 'İ') {
                lower.append('\u0307');
            }
        });
        return lower.toString();
    }

    /** The normal forms of 256 code points. */
    private final class Page {
        private final int[] forms = new int[1 << PAGE_BITS];
        private final List<String> longForms = new ArrayList<>();

        Page(int first) {
            for (int i = 0; i < forms.length; i++) {
                forms[i] = encode(normalForm(first + i));
            }
        }

        /** One code point stands for itself, everything else is a complemented index into the long forms. */
        private int encode(String form) {
            if (!form.isEmpty() && form.codePointCount(0, form.length()) == 1) {
                return form.codePointAt(0);
            }
            longForms.add(form);
            return ~(longForms.size() - 1);
        }

        void append(int codePoint, Characters normal) {
            int form = forms[codePoint & forms.length - 1];
            if (form >= 0) {
                normal.appendCodePoint(form);
            } else {
                normal.append(longForms.get(~form));
            }
        }
    }
}
