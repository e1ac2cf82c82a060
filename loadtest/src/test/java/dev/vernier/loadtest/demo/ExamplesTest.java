package dev.vernier.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    private static final String TEXT = "a \"small\" dog \\ cat";

    @TempDir
    private Path directory;

    @Test
    void theJavaClientCompiles() throws Exception {
        String source = Examples.javaClient("127.0.0.1:8001", "wordnet-topics", TEXT);
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Ask.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("-d", directory.toString(), "-classpath", System.getProperty("java.class.path"), "-proc:none");

        assertThat(compiler.getTask(messages, null, null, options, null, List.of(file))
                        .call())
                .as(messages.toString())
                .isTrue();
        assertThat(source).contains("127.0.0.1:8001", "wordnet-topics").doesNotContain("TARGET", "MODEL", "\"TEXT\"");
    }

    @Test
    void theGrpcurlLineCarriesTheTextInBase64() {
        assertThat(Examples.grpcurl("127.0.0.1:8001", "wordnet-topics", "dog"))
                .startsWith("grpcurl -plaintext -d '{")
                .contains("\"bytes_contents\": [\"ZG9n\"]")
                .endsWith("127.0.0.1:8001 inference.GRPCInferenceService/ModelInfer");
    }
}
