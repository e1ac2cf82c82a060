package dev.vernier.store.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The processor, by the kernel's description of it.
 *
 * @param flags all of its features, by the kernel's names
 */
record Processor(String name, SortedSet<String> flags) {
    /** Those that ONNX Runtime's CPU kernels choose by; avx512_bf16 and amx also serve other engines. */
    private static final Set<String> DECISIVE = Set.of(
            "avx",
            "avx2",
            "fma",
            "f16c",
            "avx512f",
            "avx512_vnni",
            "avx512_bf16",
            "avx512_fp16",
            "avx_vnni",
            "avx_vnni_int8",
            "amx_tile",
            "amx_int8",
            "amx_bf16",
            "asimd",
            "asimddp",
            "i8mm",
            "bf16",
            "sve");

    static Processor current() {
        try {
            return parse(Files.readString(Path.of("/proc/cpuinfo")));
        } catch (IOException e) {
            // Not Linux: the architecture is all that Java tells.
            return new Processor(System.getProperty("os.arch"), new TreeSet<>());
        }
    }

    /** Reads the first processor of a {@code /proc/cpuinfo}, of x86 or of ARM. */
    static Processor parse(String cpuinfo) {
        String name = field(cpuinfo, "model name", System.getProperty("os.arch"));
        String flags = field(cpuinfo, "flags", field(cpuinfo, "Features", ""));
        TreeSet<String> sorted = new TreeSet<>(Arrays.asList(flags.split(" ")));
        sorted.remove("");
        return new Processor(name, sorted);
    }

    private static String field(String cpuinfo, String name, String otherwise) {
        return cpuinfo.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    List<String> isa() {
        return flags.stream().filter(DECISIVE::contains).toList();
    }

    /** A short name that changes with the processor's model or features. */
    String key() {
        String identity = name + "\n" + String.join(" ", flags);
        return UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
