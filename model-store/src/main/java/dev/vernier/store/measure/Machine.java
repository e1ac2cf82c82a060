package dev.vernier.store.measure;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Properties;

/**
 * What was measured on: the object {@code machine} of every result file.
 *
 * @param isa those of the processor's instruction sets that decide the speed of a variant
 * @param memoryMib memory of the machine, or of the container where it has less
 * @param onnxruntime release of ONNX Runtime
 * @param loadAverage of the last minute, when the object was made; negative where the system does not tell
 * @param otherCpuCores cores that foreign processes used during the measurement, see {@link CpuWatch}
 */
public record Machine(
        String cpu,
        int cores,
        List<String> isa,
        @JsonProperty("memory_mib") long memoryMib,
        String jdk,
        String onnxruntime,
        @JsonProperty("load_average") double loadAverage,
        @JsonProperty("other_cpu_cores") double otherCpuCores) {

    private static final long MIB = 1 << 20;

    public Machine {
        isa = List.copyOf(isa);
    }

    /** This machine now. */
    public static Machine current(double otherCpuCores) {
        Processor processor = Processor.current();
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(
                processor.name(),
                Runtime.getRuntime().availableProcessors(),
                processor.isa(),
                system.getTotalMemorySize() / MIB,
                System.getProperty("java.version"),
                onnxruntimeVersion(),
                system.getSystemLoadAverage(),
                otherCpuCores);
    }

    /** Identifies the processor and the runtime's build: under one key a variant costs the same. Fit for a file name. */
    public static String profileKey() {
        return "onnxruntime-" + onnxruntimeVersion() + "-" + Processor.current().key();
    }

    /** Release of ONNX Runtime that this build uses; does not load it. */
    public static String onnxruntimeVersion() {
        return built("onnxruntime");
    }

    /** Release of Vernier. */
    public static String vernierVersion() {
        return built("vernier");
    }

    /** What the build wrote down about itself. */
    private static String built(String name) {
        try (InputStream in = Machine.class.getResourceAsStream("build.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty(name, "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
