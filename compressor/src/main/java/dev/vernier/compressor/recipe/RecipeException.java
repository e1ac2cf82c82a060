package dev.vernier.compressor.recipe;

/** A recipe file that cannot be read or does not say what can be done; the message names the place in it. */
public final class RecipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RecipeException(String message) {
        super(message);
    }

    RecipeException(String message, Throwable cause) {
        super(message, cause);
    }
}
