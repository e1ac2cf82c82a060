package dev.vernier.server.grpc;

import com.google.protobuf.ByteString;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.Inputs;
import dev.vernier.server.request.ServedModel;
import dev.vernier.server.request.TokenInputs;
import dev.vernier.store.TextInput;
import dev.vernier.store.tokenizer.Encoding;
import dev.vernier.store.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Turns the input {@code text}, BYTES [n] or [n, 1], into token rows. */
final class TextDecoder {
    private TextDecoder() {}

    /** For a model that takes text, with one tensor of that name at least. */
    static Inputs decode(List<WireTensor> tensors, ServedModel model, boolean truncate) {
        if (tensors.size() != 1) {
            throw InferenceException.invalid("inputs "
                    + tensors.stream().map(WireTensor::name).map(Quote::of).toList()
                    + ": send either 'text' alone or the token tensors alone");
        }
        TextInput text = Objects.requireNonNull(model.version().text());
        Tokenizer tokenizer = Objects.requireNonNull(model.tokenizer());
        WireTensor tensor = tensors.get(0);
        requireShape(tensor);
        List<ByteString> texts = tensor.strings();
        if (texts.isEmpty()) {
            throw tensor.invalid("shape " + tensor.tensor().getShapeList() + " has no row: send at least one text");
        }
        List<Encoding> rows = new ArrayList<>(texts.size());
        for (int row = 0; row < texts.size(); row++) {
            Encoding encoding = tokenizer.encode(utf8(tensor, texts, row), null, text.maxTokens());
            if (encoding.isTruncated() && !truncate) {
                throw tensor.invalid("the text in row " + row + " has " + encoding.untruncatedLength()
                        + " tokens, the model takes " + text.maxTokens()
                        + ": send less, or the parameter 'truncate' = true to have it cut");
            }
            rows.add(encoding);
        }
        return new TokenInputs(model.version().signature(), text, rows);
    }

    private static void requireShape(WireTensor tensor) {
        if (tensor.rank() == 1 || (tensor.rank() == 2 && tensor.dimension(1) == 1)) {
            return;
        }
        throw tensor.invalid("shape " + tensor.tensor().getShapeList() + " where [n] or [n, 1] is right");
    }

    private static String utf8(WireTensor tensor, List<ByteString> texts, int row) {
        ByteString bytes = texts.get(row);
        if (!bytes.isValidUtf8()) {
            throw tensor.invalid("the text in row " + row + " is not UTF-8");
        }
        return bytes.toStringUtf8();
    }
}
