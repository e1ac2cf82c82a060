package dev.vernier.store;

import java.util.List;

/** Does with a session what makes ONNX Runtime complain, in a process of its own whose streams a test reads. */
final class QuietSession {
    private QuietSession() {}

    public static void main(String[] arguments) throws Exception {
        try (OnnxSession session = OnnxSession.open(OnnxSessionTest.model("sum"))) {
            session.run(List.of(tokens(99), tokens(1)), List.of(), new Termination());
            throw new IllegalStateException("token 99 of 16 was taken");
        } catch (SessionException e) {
            System.out.println(e.reason());
        }
        try {
            OnnxSession.open(new byte[] {1, 2, 3}, new Signature(List.of(), List.of()))
                    .close();
        } catch (StoreException e) {
            System.out.println("refused");
        }
    }

    private static Tensor tokens(long id) {
        Tensor tensor = Tensor.allocate(ElementType.INT64, 1, 1);
        tensor.buffer().putLong(0, id);
        return tensor;
    }
}
