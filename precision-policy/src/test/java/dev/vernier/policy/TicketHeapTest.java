package dev.vernier.policy;

import static dev.vernier.policy.Ladders.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TicketHeapTest {
    private final long start = Seeds.anyTime();

    @Test
    void keepsTheOrderOfTargetsUnderRandomInsertionAndRemoval() {
        Random random = Seeds.random("TicketHeapTest");
        TicketHeap<String> heap = new TicketHeap<>(TicketHeap.Order.TARGET, 8);
        List<Ticket<String>> expected = new ArrayList<>();
        for (int step = 0; step < 3_000; step++) {
            if (random.nextInt(5) < 3) {
                Ticket<String> ticket = Ladders.hard(Ladders.demand(1), start, random.nextInt(50));
                ticket.sequence = step;
                heap.add(ticket);
                expected.add(ticket);
            } else if (!expected.isEmpty()) {
                heap.remove(expected.remove(random.nextInt(expected.size())));
            }
            expected.sort(Comparator.<Ticket<String>>comparingLong(ticket -> ticket.target() - start)
                    .thenComparingLong(ticket -> ticket.sequence));
            assertThat(heap.size()).isEqualTo(expected.size());
            assertThat(walk(heap)).isEqualTo(expected.subList(0, Math.min(1 + 8, expected.size())));
        }
    }

    private static List<Ticket<String>> walk(TicketHeap<String> heap) {
        List<Ticket<String>> walked = new ArrayList<>();
        Ticket<String> ticket = heap.first();
        heap.walk();
        while (ticket != null) {
            walked.add(ticket);
            ticket = heap.following();
        }
        return walked;
    }

    @Test
    void holdsATicketUntilItIsRemovedAndNoneOfAnotherHeap() {
        TicketHeap<String> heap = new TicketHeap<>(TicketHeap.Order.TARGET, 8);
        Ticket<String> ticket = Ladders.hard(Ladders.demand(1), start, 10);
        heap.add(ticket);
        assertThat(heap.holds(ticket)).isTrue();
        TicketHeap<String> another = new TicketHeap<>(TicketHeap.Order.TARGET, 8);
        another.add(Ladders.hard(Ladders.demand(1), start, 10));
        assertThat(another.holds(ticket)).isFalse();
        heap.remove(ticket);
        assertThat(heap.holds(ticket)).isFalse();
    }

    @Test
    void comparesTimesByDifferenceAcrossTheOverflow() {
        TicketHeap<String> heap = new TicketHeap<>(TicketHeap.Order.TARGET, 8);
        Ticket<String> later = Ladders.hard(Ladders.demand(1), Long.MAX_VALUE - MILLI, 5);
        Ticket<String> sooner = Ladders.hard(Ladders.demand(1), Long.MAX_VALUE - MILLI, 0.5);
        heap.add(later);
        heap.add(sooner);
        assertThat(heap.first()).isSameAs(sooner);
    }
}
