package dev.vernier.compressor.evaluation;

import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.store.tokenizer.Encoding;
import dev.vernier.store.tokenizer.Tokenizer;
import java.util.List;
import java.util.Random;

/**
 * The tokenised texts that variants are measured on.
 *
 * @param labels the true class of each test text, -1 where it is not known
 * @param perturbed the first test texts with typos, in capitals or cut off
 * @param seed of every resampling
 */
public record TestTexts(List<Encoding> test, List<Integer> labels, List<Encoding> perturbed, long seed) {
    private static final int PERTURBED = 300;

    public TestTexts {
        test = List.copyOf(test);
        labels = List.copyOf(labels);
        perturbed = List.copyOf(perturbed);
    }

    /** Tokenises the texts and damaged copies of the first of them. */
    public static TestTexts of(
            List<LabelledText> texts, List<Integer> labels, Tokenizer tokenizer, int maxTokens, long seed) {
        List<LabelledText> some = texts.subList(0, Math.min(PERTURBED, texts.size()));
        return new TestTexts(
                encode(texts, tokenizer, maxTokens),
                labels,
                encode(Perturbation.applyAll(some, new Random(seed)), tokenizer, maxTokens),
                seed);
    }

    private static List<Encoding> encode(List<LabelledText> texts, Tokenizer tokenizer, int maxTokens) {
        return texts.stream()
                .map(text -> tokenizer.encode(text.text(), text.pair(), maxTokens))
                .toList();
    }
}
