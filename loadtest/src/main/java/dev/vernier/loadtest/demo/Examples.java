package dev.vernier.loadtest.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How to talk to the demo's server oneself. */
final class Examples {
    private Examples() {}

    /** A line for the shell; the server's reflection tells grpcurl the rest. */
    static String grpcurl(String target, String model, String text) {
        String bytes = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return "grpcurl -plaintext -d '{\"model_name\": \"" + model + "\", \"inputs\": [{\"name\": \"text\","
                + " \"datatype\": \"BYTES\", \"shape\": [1], \"contents\": {\"bytes_contents\": [\"" + bytes
                + "\"]}}]}' "
                + target + " inference.GRPCInferenceService/ModelInfer";
    }

    /** A Java program that asks the same with this project's stubs. */
    static String javaClient(String target, String model, String text) throws IOException {
        try (InputStream in = Examples.class.getResourceAsStream("Ask.java.txt")) {
            if (in == null) {
                throw new IOException("Ask.java.txt is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("TARGET", target)
                    .replace("MODEL", model)
                    .replace("TEXT", text.replace("\\", "\\\\").replace("\"", "\\\""));
        }
    }
}
