package dev.vernier.server.grpc;

import java.nio.charset.StandardCharsets;

/** The form of the {@code grpc-message} trailer: printable ASCII without the percent sign, all else as %XX of its UTF-8. */
final class PercentEncoding {
    private static final char[] HEXADECIMAL = "0123456789ABCDEF".toCharArray();

    private PercentEncoding() {}

    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet >= ' ' && octet <= '~' && octet != '%') {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(HEXADECIMAL[(octet & 0xF0) >> 4]).append(HEXADECIMAL[octet & 0xF]);
            }
        }
        return encoded.toString();
    }
}
