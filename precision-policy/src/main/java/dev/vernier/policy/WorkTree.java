package dev.vernier.policy;

import java.util.Arrays;

/**
 * Queued work by target time: a segment tree over a ring of buckets. A node holds the sum of its work and the least slack
 * over its prefixes, {@code K/xi * target - work - (K-1) * longest}, in nominal nanos; so an insertion, the work due before
 * a time and the least slack behind it are O(log buckets).
 *
 * <p>The last term is what list scheduling on K lanes needs: a request starts when all lanes together have done the work
 * before it, at (work before)/K, and then runs on one lane alone. {@code longest} is the largest request that its bucket
 * has seen since it was empty, hence never too small. A target counts as the start of its bucket, a target beyond the ring
 * as the ring's last bucket: slack is never overestimated.
 */
final class WorkTree {
    private final int buckets;
    private final long bucketNanos;
    private final long[] sums;
    private final double[] slacks;
    private final long[] longest;

    private long origin;
    private long firstBucket;
    private long overdueNanos;
    private int lanes = 1;
    private double capacity = 1;

    private long passed;
    private double least;

    /** @param buckets a power of two */
    WorkTree(int buckets, long bucketNanos) {
        this.buckets = buckets;
        this.bucketNanos = bucketNanos;
        sums = new long[2 * buckets];
        slacks = new double[2 * buckets];
        longest = new long[buckets];
        Arrays.fill(slacks, Double.POSITIVE_INFINITY);
    }

    /** Empties the tree and sets the capacity that slack is measured with. Follow with {@link #place} and {@link #build}. */
    void reset(int lanes, double slowdown, long now) {
        this.lanes = lanes;
        capacity = lanes / slowdown;
        origin = now;
        firstBucket = 0;
        overdueNanos = 0;
        Arrays.fill(sums, 0);
        Arrays.fill(slacks, Double.POSITIVE_INFINITY);
        Arrays.fill(longest, 0);
    }

    /** Counts work without updating the sums above it; returns its bucket. */
    long place(long target, long nominalNanos) {
        long bucket = bucketOf(target);
        if (bucket < firstBucket) {
            overdueNanos += nominalNanos;
            return bucket;
        }
        int slot = slot(bucket);
        longest[slot] = Math.max(longest[slot], nominalNanos);
        setLeaf(bucket, sums[buckets + slot] + nominalNanos);
        return bucket;
    }

    void build() {
        for (int node = buckets - 1; node > 0; node--) {
            join(node);
        }
    }

    /** Counts work; returns its bucket, with which it is taken off. */
    long add(long target, long nominalNanos) {
        long bucket = place(target, nominalNanos);
        if (bucket >= firstBucket) {
            climb(bucket);
        }
        return bucket;
    }

    void remove(long bucket, long nominalNanos) {
        if (bucket < firstBucket) {
            overdueNanos -= nominalNanos;
            return;
        }
        setLeaf(bucket, sums[buckets + slot(bucket)] - nominalNanos);
        climb(bucket);
    }

    /** Moves the ring on: work whose target has passed comes before all other and has no slack to lose. */
    void advance(long now) {
        long first = Math.floorDiv(now - origin, bucketNanos);
        if (sums[1] > 0) {
            long last = Math.min(first, firstBucket + buckets);
            for (long bucket = firstBucket; bucket < last; bucket++) {
                passOver(bucket);
            }
        }
        firstBucket = Math.max(first, firstBucket);
    }

    /** Nominal nanos of the work that is due up to the target, overdue work included. */
    long workUpTo(long target) {
        passed = overdueNanos;
        long bucket = bucketOf(target);
        if (bucket >= firstBucket) {
            scan(firstBucket, bucket);
        }
        return passed;
    }

    /**
     * Nominal nanos that may be put before the work due at the target and later, with none of it becoming late; negative
     * when some of it is late already, infinite when there is none. What the lanes still owe is for the caller to take off.
     */
    double slackFrom(long target, long now) {
        long bucket = Math.max(bucketOf(target), firstBucket);
        passed = overdueNanos;
        if (bucket > firstBucket) {
            scan(firstBucket, bucket - 1);
        }
        least = Double.POSITIVE_INFINITY;
        scan(bucket, firstBucket + buckets - 1);
        return least - capacity * (now - origin);
    }

    /** {@link #slackFrom} over the work alone that is due before the target. */
    double slackBefore(long target, long now) {
        long bucket = bucketOf(target);
        passed = overdueNanos;
        least = Double.POSITIVE_INFINITY;
        if (bucket > firstBucket) {
            scan(firstBucket, bucket - 1);
        }
        return least - capacity * (now - origin);
    }

    /** {@link #slackFrom} over all work that is not overdue. */
    double slack(long now) {
        return slackFrom(origin + firstBucket * bucketNanos, now);
    }

    private void passOver(long bucket) {
        long work = sums[buckets + slot(bucket)];
        if (work > 0) {
            overdueNanos += work;
            setLeaf(bucket, 0);
            climb(bucket);
        }
    }

    private void scan(long from, long to) {
        int first = slot(from);
        int last = slot(to);
        if (first <= last) {
            fold(first, last);
        } else {
            fold(first, buckets - 1);
            fold(0, last);
        }
    }

    /** From the leaves upwards: nodes at the left end come in their order, those at the right end the last first. */
    private void fold(int first, int last) {
        long behind = 0;
        double leastBehind = Double.POSITIVE_INFINITY;
        int left = first + buckets;
        for (int right = last + buckets + 1; left < right; left >>= 1, right >>= 1) {
            if ((left & 1) != 0) {
                least = Math.min(least, slacks[left] - passed);
                passed += sums[left++];
            }
            if ((right & 1) != 0) {
                leastBehind = Math.min(slacks[--right], leastBehind - sums[right]);
                behind += sums[right];
            }
        }
        least = Math.min(least, leastBehind - passed);
        passed += behind;
    }

    private void setLeaf(long bucket, long work) {
        int slot = slot(bucket);
        sums[buckets + slot] = work;
        if (work == 0) {
            longest[slot] = 0;
        }
        slacks[buckets + slot] = work == 0
                ? Double.POSITIVE_INFINITY
                : capacity * bucket * bucketNanos - work - (lanes - 1.0) * longest[slot];
    }

    private void climb(long bucket) {
        for (int node = (buckets + slot(bucket)) / 2; node > 0; node /= 2) {
            join(node);
        }
    }

    private void join(int node) {
        int left = 2 * node;
        sums[node] = sums[left] + sums[left + 1];
        slacks[node] = Math.min(slacks[left], slacks[left + 1] - sums[left]);
    }

    private long bucketOf(long target) {
        return Math.min(Math.floorDiv(target - origin, bucketNanos), firstBucket + buckets - 1);
    }

    private int slot(long bucket) {
        return (int) (bucket & (buckets - 1));
    }
}
