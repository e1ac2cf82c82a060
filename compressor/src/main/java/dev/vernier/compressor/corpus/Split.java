package dev.vernier.compressor.corpus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Texts by the use that may see them; no text is in two. Which use a text belongs to is a function of the text alone, so it
 * stays there when sizes change or other texts come and go.
 */
public record Split(List<LabelledText> train, List<LabelledText> calibration, List<LabelledText> test) {
    /** Shares of the hash space: the rest, .3, is for test. */
    private static final double TRAIN_SHARE = 0.6;

    private static final double CALIBRATION_SHARE = 0.1;

    public Split {
        train = List.copyOf(train);
        calibration = List.copyOf(calibration);
        test = List.copyOf(test);
    }

    /**
     * Splits by a hash of the text. Of texts that differ only in case or blanks the first is kept: a model that ignores
     * case cannot tell them apart. A smaller size takes a subset of what a larger one takes. Where nothing is trained, what
     * would be for training fills up a calibration part that is short of texts.
     */
    public static Split of(List<LabelledText> texts, SplitSizes sizes) {
        Map<String, LabelledText> distinct = new LinkedHashMap<>();
        texts.forEach(text -> distinct.putIfAbsent(key(text), text));
        List<Placed> placed = new ArrayList<>();
        distinct.forEach((key, text) -> placed.add(new Placed(position(key), key, text)));
        placed.sort(Comparator.comparingDouble(Placed::position).thenComparing(Placed::key));
        double calibrationEnd = TRAIN_SHARE + CALIBRATION_SHARE;
        List<LabelledText> calibration = new ArrayList<>(
                first(placed, sizes.calibration(), position -> position >= TRAIN_SHARE && position < calibrationEnd));
        if (sizes.train() == 0) {
            calibration.addAll(
                    first(placed, sizes.calibration() - calibration.size(), position -> position < TRAIN_SHARE));
        }
        return new Split(
                first(placed, sizes.train(), position -> position < TRAIN_SHARE),
                calibration,
                first(placed, sizes.test(), position -> position >= calibrationEnd));
    }

    private static List<LabelledText> first(List<Placed> placed, int limit, Predicate<Double> share) {
        return placed.stream()
                .filter(one -> share.test(one.position))
                .limit(limit)
                .map(Placed::text)
                .toList();
    }

    /** A single text's key is the text alone, so that its place does not depend on there being pairs. */
    private static String key(LabelledText text) {
        return text.pair() == null ? key(text.text()) : key(text.text()) + "\u0000" + key(text.pair());
    }

    private static String key(String text) {
        return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    /** Uniform in [0,1): the first 53 bits of the key's SHA-256. */
    private static double position(String key) {
        long bits = ByteBuffer.wrap(sha256().digest(key.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return (bits >>> 11) * 0x1.0p-53;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private record Placed(double position, String key, LabelledText text) {}
}
