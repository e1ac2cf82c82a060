package dev.vernier.compressor.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GraphTest {
    private static final ValueSpec X = new ValueSpec("x", WeightType.FLOAT, List.of(ValueSpec.Axis.free("n")));
    private static final ValueSpec Y = new ValueSpec("y", WeightType.FLOAT, null);

    private final Graph graph = new Graph("tiny", 7, Map.of("", 11), List.of(X));

    @Test
    void sortsNodesBehindWhatTheyRead() {
        graph.add(Node.of("Abs", List.of("b"), "y"));
        graph.add(Node.of("Neg", List.of("a"), "b"));
        graph.add(Node.of("Exp", List.of("x"), "a"));

        graph.sort();

        assertThat(ops()).isEqualTo("Exp Neg Abs");
    }

    @Test
    void keepsAnOrderThatIsAlreadyRight() {
        graph.add(Node.of("Exp", List.of("x"), "a"));
        graph.add(Node.of("Neg", List.of("x"), "b"));
        graph.add(Node.of("Add", List.of("b", "a"), "y"));

        graph.sort();

        assertThat(ops()).isEqualTo("Exp Neg Add");
    }

    @Test
    void refusesACycle() {
        graph.add(Node.of("Add", List.of("x", "b"), "a"));
        graph.add(Node.of("Neg", List.of("a"), "b"));

        assertThatThrownBy(graph::sort).isInstanceOf(GraphException.class).hasMessageContaining("depends on itself");
    }

    @Test
    void refusesAValueThatNothingProduces() {
        graph.add(Node.of("Neg", List.of("z"), "y"));

        assertThatThrownBy(graph::sort).hasMessageContaining("z, which nothing produces");
    }

    @Test
    void sortsAChainOfAHundredThousandNodes() {
        for (int i = 100_000; i > 0; i--) {
            graph.add(Node.of("Neg", List.of(i == 1 ? "x" : "v" + (i - 1)), "v" + i));
        }

        graph.sort();

        assertThat(graph.nodes().get(0).output()).isEqualTo("v1");
    }

    @Test
    void removesWhatNoOutputDependsOn() {
        graph.putWeight("w", Weight.scalar(1));
        graph.putWeight("unused", Weight.scalar(2));
        graph.add(Node.of("Add", List.of("x", "w"), "y"));
        graph.add(Node.of("Neg", List.of("unused"), "dead"));
        graph.addOutput(Y);

        graph.removeDead();

        assertThat(ops()).isEqualTo("Add");
        assertThat(graph.weights()).containsOnlyKeys("w");
    }

    @Test
    void keepsTheValueThatAGraphInsideANodeReads() {
        Graph body = new Graph("body", 7, Map.of("", 11), List.of());
        body.add(Node.of("Neg", List.of("outer"), "inner"));
        body.addOutput(new ValueSpec("inner", WeightType.FLOAT, null));
        graph.add(Node.of("Exp", List.of("x"), "outer"));
        graph.add(Node.of("If", List.of("condition"), "y").with("then_branch", new Attribute.Body(body)));
        graph.addOutput(Y);

        graph.removeDead();

        assertThat(ops()).isEqualTo("Exp If");
        assertThat(graph.consumers("outer")).extracting(Node::op).containsExactly("If");
        assertThat(graph.replaceUses("outer", "x")).isFalse();
    }

    @Test
    void changesACopyWithoutTouchingTheOriginal() {
        graph.add(Node.of("Neg", List.of("x"), "y"));

        graph.copy().add(Node.of("Neg", List.of("y"), "z"));

        assertThat(ops()).isEqualTo("Neg");
    }

    @Test
    void findsAFreeName() {
        graph.putWeight("w", Weight.scalar(1));
        graph.putWeight("w_1", Weight.scalar(1));

        assertThat(graph.fresh("w")).isEqualTo("w_2");
        assertThat(graph.fresh("x")).isEqualTo("x_1");
        assertThat(graph.fresh("v")).isEqualTo("v");
    }

    private String ops() {
        return graph.nodes().stream().map(Node::op).collect(Collectors.joining(" "));
    }
}
