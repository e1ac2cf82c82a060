package dev.vernier.compressor.evaluation;

import dev.vernier.compressor.corpus.LabelledText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Damage that texts take on their way from people to a server. */
enum Perturbation {
    /** Two neighbouring letters of one word change places. */
    TYPO {
        @Override
        String apply(String text, RandomGenerator random) {
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i + 1 < text.length(); i++) {
                if (isLetterPair(text, i)) {
                    places.add(i);
                }
            }
            if (places.isEmpty()) {
                return text;
            }
            int at = places.get(random.nextInt(places.size()));
            return text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
        }
    },
    /** Everything in capitals. */
    CASE {
        @Override
        String apply(String text, RandomGenerator random) {
            return text.toUpperCase(Locale.ROOT);
        }
    },
    /** The second half of the words is lost. */
    TRUNCATION {
        @Override
        String apply(String text, RandomGenerator random) {
            String[] words = text.strip().split("\\s+");
            return String.join(" ", List.of(words).subList(0, (words.length + 1) / 2));
        }
    };

    abstract String apply(String text, RandomGenerator random);

    /** Each text with one kind of damage, the kinds in turn; of a pair the first text is damaged. */
    static List<LabelledText> applyAll(List<LabelledText> texts, RandomGenerator random) {
        List<LabelledText> damaged = new ArrayList<>();
        for (LabelledText text : texts) {
            String first = values()[damaged.size() % values().length].apply(text.text(), random);
            damaged.add(new LabelledText(first, text.pair(), text.label()));
        }
        return damaged;
    }

    private static boolean isLetterPair(String text, int at) {
        return Character.isLetter(text.charAt(at))
                && Character.isLetter(text.charAt(at + 1))
                && text.charAt(at) != text.charAt(at + 1);
    }
}
