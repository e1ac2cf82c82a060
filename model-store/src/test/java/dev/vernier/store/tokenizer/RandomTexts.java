package dev.vernier.store.tokenizer;

import java.util.List;
import java.util.Random;

/** Texts such as people send and such as they should not. */
final class RandomTexts {
    private static final List<String> SNIPPETS = List.of(
            "[CLS]",
            "[SEP]",
            "[PAD]",
            "[UNK]",
            "[MASK]",
            "[mask]",
            "[MASK",
            "[[MASK]]",
            "[MASK][MASK]",
            " [SEP] ",
            "İstanbul",
            "IİıI",
            "ﬁnance",
            "ﬀ",
            "ǅ",
            "ß",
            "ẞ",
            "ΌΣΟΣ",
            "ςσ",
            "é",
            "e\u0301",
            "e\u0301\u0323",
            "Å",
            "\u212B",
            "naïve",
            "São",
            "Zürich",
            "L'été",
            "don't",
            "e-mail",
            "$9.99",
            "50%",
            "a_b",
            "C++",
            "#tag",
            "@you",
            "##ing",
            "\u200B",
            "\u200D",
            "\u2060",
            "\uFEFF",
            "\u00AD",
            "\u0000",
            "\u0007",
            "\u001F",
            "\u007F",
            "\u0085",
            "\uFFFD",
            "\t",
            "\n",
            "\r\n",
            "\u000B",
            "\u000C",
            "\u00A0",
            "\u2003",
            "\u2028",
            "\u3000",
            "\u1680",
            "\u180E",
            "  ",
            "👍",
            "👩‍👩‍👧",
            "🇩🇪",
            "❤️",
            "👍🏽",
            "𝒜",
            "𐐀",
            "𠀀",
            "豈",
            "中",
            "文",
            "数据库",
            "你好，世界。",
            "カタカナ",
            "ひらがな",
            "ガ",
            "カ\u3099",
            "한국어",
            "각",
            "ᄀ\u1161\u11A8",
            "привет",
            "ЙОД",
            "Ёлка",
            "שָׁלוֹם",
            "السَّلام",
            "हिन्दी",
            "ไทย",
            "…",
            "—",
            "“quoted”",
            "«»",
            "·",
            "§",
            "©",
            "±",
            "½",
            "²",
            "№",
            "\uE000",
            "\u0378",
            "\uD7A3",
            "\u302E",
            "x".repeat(99),
            "x".repeat(100),
            "x".repeat(101),
            "é".repeat(101),
            "𝒜".repeat(100));

    private final Random random;
    private final List<String> words;

    RandomTexts(long seed, List<String> words) {
        this.random = new Random(seed);
        this.words = words;
    }

    String next() {
        StringBuilder text = new StringBuilder();
        int parts = 1 + random.nextInt(24);
        for (int i = 0; i < parts; i++) {
            text.append(part());
            if (random.nextInt(4) != 0) {
                text.append(' ');
            }
        }
        return text.toString();
    }

    private String part() {
        return switch (random.nextInt(8)) {
            case 0 -> SNIPPETS.get(random.nextInt(SNIPPETS.size()));
            case 1 -> characters(0x80, 0x2FF);
            case 2 -> characters(0x300, 0x33FF);
            case 3 -> characters(0x3400, 0xFFFF);
            case 4 -> characters(0x10000, 0x2FFFF);
            case 5 -> characters(0, 0x7F);
            default -> cased(words.get(random.nextInt(words.size())));
        };
    }

    private String cased(String word) {
        return switch (random.nextInt(6)) {
            case 0 -> word.toUpperCase(java.util.Locale.ROOT);
            case 1 -> word + words.get(random.nextInt(words.size()));
            default -> word;
        };
    }

    private String characters(int first, int last) {
        StringBuilder text = new StringBuilder();
        for (int left = 1 + random.nextInt(5); left > 0; left--) {
            int codePoint = first + random.nextInt(last - first + 1);
            boolean isSurrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            text.appendCodePoint(isSurrogate ? 'x' : codePoint);
        }
        return text.toString();
    }
}
