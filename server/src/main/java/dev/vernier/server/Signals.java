package dev.vernier.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Handles the signals that ask a process to stop, or to read its configuration again. By reflection, since {@code sun.misc.Signal} does not compile under
 * {@code --release 17} with warnings as errors, and the platform has nothing else.
 */
final class Signals {
    private Signals() {}

    /** Runs the task, on a thread of its own, each time that SIGHUP arrives. */
    static void onReload(Runnable task) {
        handle("HUP", task);
    }

    /** Runs the task, on a thread of its own, each time that SIGTERM or SIGINT arrives. */
    static void onStop(Runnable task) {
        handle("TERM", task);
        handle("INT", task);
    }

    private static void handle(String name, Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler onCall = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    task.run();
                    return null;
                }
                return method.invoke(task, arguments);
            };
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, onCall);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this runtime has no sun.misc.Signal", e);
        }
    }
}
