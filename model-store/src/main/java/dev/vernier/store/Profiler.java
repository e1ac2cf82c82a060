package dev.vernier.store;

import dev.vernier.store.Dimension.Role;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures what a variant costs on this machine, within a time budget, for batches of 1 and 4 rows and lengths up to 256
 * tokens. Shapes take turns, so that a disturbance hits all of them; cheap ones come more often.
 *
 * <p>A run is timed by the CPU time of the calling thread. A session computes on that thread alone, so on an idle lane this
 * is the run's wall time; on a busy machine it stays close to that, where the wall time counts the others' turns too.
 * Thread-safe; what runs meanwhile still costs caches.
 */
public final class Profiler {
    private static final int[] BATCHES = {1, 4};
    private static final int[] LENGTHS = {8, 16, 32, 64, 128, 256};

    /** Unknowns of the cost model are three; one shape more shows whether it fits. */
    private static final int FEWEST_SHAPES = 4;

    private final long budgetNanos;
    private final LongSupplier wallNanos;
    private final LongSupplier laneNanos;

    /** A profiler that stops to measure after the budget, though it tries four shapes whatever they cost. */
    public Profiler(Duration budget) {
        this(budget, System::nanoTime, laneNanos());
    }

    Profiler(Duration budget, LongSupplier wallNanos, LongSupplier laneNanos) {
        this.budgetNanos = budget.toNanos();
        this.wallNanos = wallNanos;
        this.laneNanos = laneNanos;
    }

    private static LongSupplier laneNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? threads::getCurrentThreadCpuTime : System::nanoTime;
    }

    /**
     * Measures an open variant.
     *
     * @param card digest of the variant's card
     * @param machine key of this machine
     * @param text how text becomes the session's inputs; null for a model that takes tensors only
     * @param rssMib resident memory that opening the session added
     * @throws SessionException when the session takes none of the shapes
     */
    public Profile measure(Session session, String card, String machine, @Nullable TextInput text, double rssMib)
            throws SessionException {
        long start = wallNanos.getAsLong();
        List<ProfiledShape> measured = firstRuns(session, shapes(session.signature(), text), start);
        ProfiledShape next = next(measured, start);
        while (next != null) {
            next.run(session, laneNanos);
            next = next(measured, start);
        }
        List<Profile.Point> latency =
                measured.stream().map(ProfiledShape::point).toList();
        return new Profile(card, machine, latency, rssMib);
    }

    /** Runs each shape once, the cheapest first, while the next one still fits and the session takes such rows. */
    private List<ProfiledShape> firstRuns(Session session, List<ProfiledShape> shapes, long start)
            throws SessionException {
        List<ProfiledShape> measured = new ArrayList<>();
        double nanosPerToken = 0;
        for (ProfiledShape shape : shapes) {
            if (measured.size() >= FEWEST_SHAPES && nanosPerToken * shape.tokens() > leftNanos(start)) {
                break;
            }
            try {
                shape.run(session, laneNanos);
                if (measured.isEmpty()) {
                    // The session's first run is the slowest of all: it must not stay this shape's only one.
                    shape.run(session, laneNanos);
                }
                measured.add(shape);
                nanosPerToken = (double) shape.expectedNanos() / shape.tokens();
            } catch (SessionException e) {
                if (measured.isEmpty() || e.reason() != SessionException.Cause.INPUT) {
                    throw e;
                }
            }
        }
        return measured;
    }

    /** The shape that was given the least time, among those that still fit into the budget. */
    private @Nullable ProfiledShape next(List<ProfiledShape> measured, long start) {
        long left = leftNanos(start);
        return measured.stream()
                .filter(shape -> shape.expectedNanos() < left)
                .min(Comparator.comparingLong(ProfiledShape::spentNanos))
                .orElse(null);
    }

    private long leftNanos(long start) {
        return budgetNanos - (wallNanos.getAsLong() - start);
    }

    /** The grid, the smallest shape first. A model without a batch or a sequence has 1 there. */
    private static List<ProfiledShape> shapes(Signature signature, @Nullable TextInput text) {
        int[] batches = has(signature, Role.BATCH) ? BATCHES : new int[] {1};
        int[] lengths = has(signature, Role.SEQUENCE) ? lengths(text) : new int[] {1};
        return IntStream.of(lengths)
                .boxed()
                .flatMap(length ->
                        IntStream.of(batches).mapToObj(batch -> new ProfiledShape(batch, length, signature, text)))
                .sorted(Comparator.comparingInt(ProfiledShape::tokens))
                .toList();
    }

    private static int[] lengths(@Nullable TextInput text) {
        int longest = text == null ? LENGTHS[LENGTHS.length - 1] : text.maxTokens();
        int[] fitting =
                IntStream.of(LENGTHS).filter(length -> length <= longest).toArray();
        return fitting.length > 0 ? fitting : new int[] {longest};
    }

    private static boolean has(Signature signature, Role role) {
        return signature.inputs().stream()
                .flatMap(spec -> spec.shape().stream())
                .anyMatch(dimension -> dimension.role() == role);
    }
}
