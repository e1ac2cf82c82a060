package dev.vernier.server;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** The C library's heap, where ONNX Runtime's weights and arenas are. */
final class NativeHeap {
    private NativeHeap() {}

    /** Gives free pages back to the system, which glibc keeps otherwise; false where the JVM cannot (below 17.0.9, not Linux). */
    static boolean trim() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[0],
                            new String[0]);
            return true;
        } catch (JMException e) {
            return false;
        }
    }
}
