package dev.vernier.server.grpc;

/** Quotes what a client sent, cut to a length that fits into a status message. */
final class Quote {
    /** HTTP/2 header lists are limited to 8 kB by default, and percent encoding triples a byte. */
    private static final int MAX_CHARS = 100;

    private Quote() {}

    static String of(String text) {
        return text.length() <= MAX_CHARS ? "'" + text + "'" : "'" + text.substring(0, MAX_CHARS) + "...'";
    }
}
