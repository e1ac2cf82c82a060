package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.OnnxWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest of what a pass makes of {@link TinyEncoder}. */
public final class GoldenDigest {
    private GoldenDigest() {}

    /** The first 8 bytes of the SHA-256 of the file, in hexadecimal digits. */
    public static String of(Pass pass, int threads) {
        byte[] file = OnnxWriter.bytes(
                pass.apply(TinyEncoder.graph(), TinyEncoder.texts(48, threads)).graph());
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
