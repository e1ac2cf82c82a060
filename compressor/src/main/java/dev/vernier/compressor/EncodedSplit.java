package dev.vernier.compressor;

import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.corpus.Split;
import dev.vernier.compressor.evaluation.TestTexts;
import dev.vernier.compressor.source.SourceModel;
import dev.vernier.store.tokenizer.Encoding;
import dev.vernier.store.tokenizer.Tokenizer;
import java.util.List;

/**
 * A split's texts as the model takes them.
 *
 * @param trainLabels the class of each training text
 */
record EncodedSplit(List<Encoding> train, List<Integer> trainLabels, List<Encoding> calibration, TestTexts test) {
    static EncodedSplit of(SourceModel source, Split split, Tokenizer tokenizer, long seed) {
        List<LabelledText> train = split.train().stream()
                .filter(text -> text.classIn(source.classes()) >= 0)
                .toList();
        return new EncodedSplit(
                encode(train, source, tokenizer),
                source.labels(train),
                encode(split.calibration(), source, tokenizer),
                TestTexts.of(split.test(), source.labels(split.test()), tokenizer, source.maxTokens(), seed));
    }

    private static List<Encoding> encode(List<LabelledText> texts, SourceModel source, Tokenizer tokenizer) {
        return texts.stream()
                .map(text -> tokenizer.encode(text.text(), text.pair(), source.maxTokens()))
                .toList();
    }
}
