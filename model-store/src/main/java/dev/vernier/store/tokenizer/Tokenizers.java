package dev.vernier.store.tokenizer;

import dev.vernier.store.StoreException;
import java.nio.file.Path;

/** Opens tokenizer.json files. */
public final class Tokenizers {
    private Tokenizers() {}

    /**
     * Opens a tokenizer: BERT's types with an implementation of our own, every other one with Hugging Face's native library.
     *
     * @throws StoreException when the file is missing, broken or of a type that neither can open
     */
    public static Tokenizer load(Path file) {
        TokenizerFile json = TokenizerFile.read(file);
        return json.isBert() ? json.wordPiece() : NativeTokenizer.load(file);
    }
}
