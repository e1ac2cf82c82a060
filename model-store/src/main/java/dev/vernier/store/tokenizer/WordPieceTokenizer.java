package dev.vernier.store.tokenizer;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** BERT's tokenizer. A text costs no garbage beyond its encoding: what is in between lives in a scratch per thread. */
final class WordPieceTokenizer implements Tokenizer {
    /** A scratch that a huge text made bigger than this (characters, tokens) is not kept. */
    private static final int MAX_KEPT_LENGTH = 1 << 16;

    private final BertNormalizer normalizer;
    private final WordPiece wordPiece;
    private final AddedTokens asWritten;
    private final AddedTokens normalized;
    private final Template single;
    private final Template pair;
    private final ThreadLocal<Scratch> scratches = ThreadLocal.withInitial(Scratch::new);

    WordPieceTokenizer(
            BertNormalizer normalizer, WordPiece wordPiece, List<AddedToken> added, Template single, Template pair) {
        this.normalizer = normalizer;
        this.wordPiece = wordPiece;
        this.asWritten = new AddedTokens(
                added.stream().filter(token -> !token.isNormalized()).toList(), UnaryOperator.identity());
        this.normalized =
                new AddedTokens(added.stream().filter(AddedToken::isNormalized).toList(), normalizer::normalize);
        this.single = single;
        this.pair = pair;
    }

    @Override
    public Encoding encode(String text, @Nullable String pairText, int maxTokens) {
        Template template = pairText == null ? single : pair;
        int room = maxTokens - template.specialTokens();
        if (room < 0) {
            throw new IllegalArgumentException(
                    "maxTokens is " + maxTokens + ", the special tokens alone are " + template.specialTokens());
        }
        Scratch scratch = scratches.get();
        scratch.tokenize(text, room, scratch.first);
        scratch.tokenize(pairText == null ? "" : pairText, room, scratch.second);
        Encoding encoding = template.encode(scratch.first, scratch.second, room);
        scratch.trim();
        return encoding;
    }

    @Override
    public boolean isNonBlocking() {
        return true;
    }

    @Override
    public void close() {
        scratches.remove();
    }

    /** Buffers of one thread. */
    private final class Scratch {
        private final Characters text = new Characters();
        private final Characters normal = new Characters();
        private final Tokens first = new Tokens();
        private final Tokens second = new Tokens();
        private final AddedTokens.Pieces writtenPieces = new WrittenPieces();
        private final AddedTokens.Pieces normalPieces = new NormalPieces();
        private Tokens tokens = first;

        void tokenize(String string, int idsToKeep, Tokens target) {
            tokens = target;
            tokens.start(idsToKeep);
            text.set(string);
            asWritten.split(text.array, text.length, writtenPieces);
        }

        void trim() {
            text.trim(MAX_KEPT_LENGTH);
            normal.trim(MAX_KEPT_LENGTH);
            first.trim(MAX_KEPT_LENGTH);
            second.trim(MAX_KEPT_LENGTH);
        }

        private final class WrittenPieces implements AddedTokens.Pieces {
            @Override
            public void text(int from, int to) {
                normal.length = 0;
                normalizer.normalize(text.array, from, to, normal);
                normalized.split(normal.array, normal.length, normalPieces);
            }

            @Override
            public void token(int id) {
                tokens.add(id);
            }
        }

        private final class NormalPieces implements AddedTokens.Pieces {
            @Override
            public void text(int from, int to) {
                wordPiece.tokenize(normal.array, from, to, tokens);
            }

            @Override
            public void token(int id) {
                tokens.add(id);
            }
        }
    }
}
