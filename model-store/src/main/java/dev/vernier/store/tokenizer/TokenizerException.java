package dev.vernier.store.tokenizer;

import org.jspecify.annotations.Nullable;

/** A tokenizer.json that cannot be read or used; the message names the file, what is wrong and what would be right. */
public final class TokenizerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TokenizerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
