package dev.vernier.compressor.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One operator. A graph knows its nodes by their first output, so that one must not be empty.
 *
 * @param domain empty for the standard operators
 * @param name empty where the file gives none
 * @param inputs an empty name stands for an optional input that is left out
 * @param attributes sorted by name
 * @param note free text that the file keeps (its doc string); passes mark nodes with it
 */
public record Node(
        String op,
        String domain,
        String name,
        List<String> inputs,
        List<String> outputs,
        Map<String, Attribute> attributes,
        String note) {

    /** The domain of ONNX Runtime's own operators. */
    public static final String MICROSOFT = "com.microsoft";

    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        if (outputs.isEmpty() || outputs.get(0).isEmpty()) {
            throw new GraphException("node " + (name.isEmpty() ? op : name) + " has no first output");
        }
    }

    /** A standard operator with one output and a name like it. */
    public static Node of(String op, List<String> inputs, String output) {
        return new Node(op, "", output, inputs, List.of(output), Map.of(), "");
    }

    public Node inDomain(String newDomain) {
        return new Node(op, newDomain, name, inputs, outputs, attributes, note);
    }

    public Node with(String attribute, Attribute value) {
        Map<String, Attribute> all = new TreeMap<>(attributes);
        all.put(attribute, value);
        return new Node(op, domain, name, inputs, outputs, all, note);
    }

    public Node withInputs(List<String> newInputs) {
        return new Node(op, domain, name, newInputs, outputs, attributes, note);
    }

    public Node withOutputs(List<String> newOutputs) {
        return new Node(op, domain, name, inputs, newOutputs, attributes, note);
    }

    public Node withNote(String newNote) {
        return new Node(op, domain, name, inputs, outputs, attributes, newNote);
    }

    /** The same node with one name replaced wherever it is an input. */
    public Node replacingInput(String from, String to) {
        List<String> renamed = new ArrayList<>(inputs);
        renamed.replaceAll(input -> input.equals(from) ? to : input);
        return withInputs(renamed);
    }

    /** Whether this is that standard operator. */
    public boolean is(String standardOp) {
        return op.equals(standardOp) && (domain.isEmpty() || domain.equals("ai.onnx"));
    }

    /** The first output, by which the graph knows the node. */
    public String output() {
        return outputs.get(0);
    }

    /** The input at this place; empty when the node does not have it. */
    public String input(int place) {
        return place < inputs.size() ? inputs.get(place) : "";
    }

    public long intAttribute(String attribute, long otherwise) {
        return attributes.get(attribute) instanceof Attribute.Int value ? value.value() : otherwise;
    }

    public float realAttribute(String attribute, float otherwise) {
        return attributes.get(attribute) instanceof Attribute.Real value ? value.value() : otherwise;
    }

    public List<Long> intsAttribute(String attribute) {
        return attributes.get(attribute) instanceof Attribute.Ints values ? values.values() : List.of();
    }

    /** Names of the outer graph that graphs inside this node's attributes may use. */
    public Collection<String> captured() {
        return attributes.values().stream()
                .flatMap(attribute -> attribute.captured().stream())
                .toList();
    }

    @Override
    public String toString() {
        return op + " " + (name.isEmpty() ? output() : name);
    }
}
