"""Makes the models of these tests: pip install onnx==1.23.2; python models.py"""

import numpy
from onnx import TensorProto, checker, helper, numpy_helper, save

INT64, FLOAT, BOOL = TensorProto.INT64, TensorProto.FLOAT, TensorProto.BOOL


def write(name, nodes, inputs, outputs, initializers=(), **options):
    graph = helper.make_graph(nodes, name, inputs, outputs, initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    checker.check_model(model, full_check=True)
    save(model, name + ".onnx", **options)


def value(name, element_type, *shape):
    return helper.make_tensor_value_info(name, element_type, shape)


# embedding[b] = sum over the sequence of mask * table[id]; table[i] = (i, 10 i, 100 i, 1000 i), i < 16
table = numpy.outer(numpy.arange(16), [1, 10, 100, 1000]).astype(numpy.float32)
write(
    "sum",
    [
        helper.make_node("Gather", ["table", "input_ids"], ["rows"], axis=0),
        helper.make_node("Cast", ["attention_mask"], ["weights"], to=FLOAT),
        helper.make_node("Unsqueeze", ["weights", "last"], ["column"]),
        helper.make_node("Mul", ["rows", "column"], ["masked"]),
        helper.make_node("ReduceSum", ["masked", "second"], ["embedding"], keepdims=0),
    ],
    [value("input_ids", INT64, "batch", "sequence"), value("attention_mask", INT64, "batch", "sequence")],
    [value("embedding", FLOAT, "batch", 4)],
    [
        numpy_helper.from_array(table, "table"),
        numpy_helper.from_array(numpy.array([2]), "last"),
        numpy_helper.from_array(numpy.array([1]), "second"),
    ],
)

# positions of what is not zero: only the engine knows how many there are
write("positions", [helper.make_node("NonZero", ["x"], ["positions"])], [value("x", FLOAT, "n")],
      [value("positions", INT64, 1, "found")])

# counts to n one by one: runs as long as a test wants
body = helper.make_graph(
    [
        helper.make_node("Identity", ["going"], ["still_going"]),
        helper.make_node("Add", ["count", "one"], ["count_out"]),
    ],
    "body",
    [value("i", INT64), value("going", BOOL), value("count", INT64)],
    [value("still_going", BOOL), value("count_out", INT64)],
    [numpy_helper.from_array(numpy.array(1), "one")],
)
write("count", [helper.make_node("Loop", ["n", "", "zero"], ["count"], body=body)], [value("n", INT64)],
      [value("count", INT64)], [numpy_helper.from_array(numpy.array(0), "zero")])

# adds a constant that lies in a file of its own
write(
    "add",
    [helper.make_node("Add", ["x", "term"], ["sum"])],
    [value("x", FLOAT, "batch", 4)],
    [value("sum", FLOAT, "batch", 4)],
    [numpy_helper.from_array(numpy.array([1, 2, 3, 4], numpy.float32), "term")],
    save_as_external_data=True,
    location="term.data",
    size_threshold=0,
)
