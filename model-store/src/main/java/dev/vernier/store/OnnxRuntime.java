package dev.vernier.store;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.vernier.store.measure.Machine;

/** The process's ONNX Runtime, set up once; whoever uses the runtime's own classes gets them from here. Thread-safe. */
public final class OnnxRuntime {
    private OnnxRuntime() {}

    private static final class Holder {
        private static final OrtEnvironment ENVIRONMENT = start();

        private static OrtEnvironment start() {
            NativeLibrary.prepare(Machine.onnxruntimeVersion());
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "vernier");
        }
    }

    /** The environment of all sessions; loads the native library at the first call (0.2-0.4 s). */
    public static OrtEnvironment environment() {
        return Holder.ENVIRONMENT;
    }

    /**
     * New options as a lane wants them: the calling thread computes, alone and without spinning, and nothing is printed.
     * The caller closes them.
     */
    public static SessionOptions laneOptions() throws OrtException {
        environment();
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.inter_op.allow_spinning", "0");
        // A request with a bad token id makes the runtime print a line at ERROR beside the exception.
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        return options;
    }
}
