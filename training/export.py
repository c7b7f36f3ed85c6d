"""The trained network as an ONNX file for onnxruntime.

The graph is written out node by node, with onnxruntime's fused operators, so that nothing depends on an exporter. It
reads one window (no batch, no padding: a window's answers cannot depend on what else is in the batch). The weights of
the layers are 8-bit integers with a scale for each output, of which 7 bits are used: processors without VNNI add
products in 16 bits, which 8 bits would overflow. Word pieces are 8-bit integers with a scale each.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.network import FASTER, LINK_WIDTH, MAX_BOUNDS, MAX_DISTANCE, MAX_SENTENCES, N_HEADS, N_LAYERS, WIDTH

_OPSET, _MICROSOFT = 17, "com.microsoft"
Array = NDArray[np.float32]


@dataclass
class Graph:
    """Nodes and constants as they are added; every method returns the name of its result."""

    weights: dict[str, Array]
    bits: int | None  # of the weights of the layers; None leaves them as they are
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, onnx.TensorProto] = field(default_factory=dict)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def add(
        self, operator: str, inputs: list[str], name: str, domain: str = "", outputs: int = 1, **attributes: Any
    ) -> str:
        names = [name] if outputs == 1 else [f"{name}.{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(operator, inputs, names, name=name, domain=domain, **attributes))
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name].astype(np.float32))

    def product(self, x: str, name: str, matrix: Array, bias: Array) -> str:
        """x times the transpose of `matrix` (outputs x inputs) plus `bias`."""
        offset = self.constant(f"{name}.bias", bias.astype(np.float32))
        if self.bits is None:
            product = self.add("MatMul", [x, self.constant(f"{name}.weight", matrix.T)], f"{name}.product")
            return self.add("Add", [product, offset], f"{name}.sum")
        top = 2 ** (self.bits - 1) - 1
        scales = (np.abs(matrix).max(axis=1) / top).astype(np.float32)
        integers = np.round(matrix / scales[:, None]).astype(np.int8)
        inputs = [x, self.constant(f"{name}.int8", integers.T), self.constant(f"{name}.scales", scales), "", offset]
        return self.add("DynamicQuantizeMatMul", inputs, f"{name}.product", _MICROSOFT)


def graph_of(weights: dict[str, Array], bits: int | None = 7) -> onnx.ModelProto:
    """The whole model. `bits` None leaves the weights as they are, to see what the integers cost."""
    g = Graph(weights, bits)
    x = _embedded(g)
    for i in range(N_LAYERS):
        x = _layer(g, x, f"layers.{i}")
    words = g.add("Gather", [x, "first_pieces"], "words", axis=1)
    words = g.add("Squeeze", [words, g.constant("zero_axis", np.array([0]))], "words_flat")
    _linear(g, words, "tags", "tags_out")
    _linear(g, words, "entities", "entities_out")
    _apart(g)
    _places(g)
    for link in ("cues", "sources"):
        _link(g, words, link)
    ints = [helper.make_tensor_value_info(n, TensorProto.INT64, [d]) for n, d in
            (("pieces", "n_pieces"), ("features", "n_pieces"), ("first_pieces", "n_words"), ("sentences", "n_words"),
             ("bounds", "n_words"))]  # fmt: skip
    floats = [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n_words", d]) for n, d in
              (("tags_out", 7), ("cues_out", "n_words"), ("sources_out", "n_words"), ("entities_out", 4))]  # fmt: skip
    graph = helper.make_graph(g.nodes, "copydesk-quotes", ints, floats, list(g.constants.values()))
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def _embedded(g: Graph) -> str:
    table = g.weights["pieces.weight"]
    if g.bits is None:
        x = g.add("Gather", [g.weight("pieces.weight"), "pieces"], "piece")
    else:
        scales = np.maximum(np.abs(table).max(axis=1, keepdims=True) / 127, 1e-10).astype(np.float32)
        integers = np.round(table / scales).astype(np.int8)
        rows = g.add("Gather", [g.constant("pieces.int8", integers), "pieces"], "piece_int8")
        rows = g.add("Cast", [rows], "piece_float", to=TensorProto.FLOAT)
        x = g.add(
            "Mul", [rows, g.add("Gather", [g.constant("pieces.scales", scales), "pieces"], "piece_scale")], "piece"
        )
    n = g.add("Shape", ["pieces"], "n")
    starts, axes = g.constant("zeros", np.array([0])), g.constant("first_axis", np.array([0]))
    positions = g.constant("positions.weight", g.weights["positions.weight"][:256].astype(np.float32))
    at = g.add("Slice", [positions, starts, n, axes], "position")
    x = g.add("Add", [x, at], "placed")
    x = g.add("Add", [x, g.add("Gather", [g.weight("features.weight"), "features"], "feature")], "sum")
    x = g.add("Unsqueeze", [x, axes], "batch")
    return g.add("LayerNormalization", [x, g.weight("norm.weight"), g.weight("norm.bias")], "embedded", epsilon=1e-12)


def _layer(g: Graph, x: str, name: str) -> str:
    three = [f"{name}.{part}" for part in ("query", "key", "value")]
    matrix, bias = (np.concatenate([g.weights[f"{part}.{kind}"] for part in three]) for kind in ("weight", "bias"))
    qkv = g.product(x, f"{name}.qkv", matrix, bias)
    g.add("Split", [qkv, g.constant("thirds", np.array([WIDTH] * 3))], f"{name}.split", outputs=3, axis=2)
    inputs = [f"{name}.split.{i}" for i in range(3)]
    attended = g.add("MultiHeadAttention", inputs, f"{name}.attention", _MICROSOFT, num_heads=N_HEADS)
    x = _normed(g, _dense(g, attended, f"{name}.attended"), x, f"{name}.attended_norm")
    inner = g.add("Gelu", [_dense(g, x, f"{name}.inner")], f"{name}.gelu", _MICROSOFT)
    return _normed(g, _dense(g, inner, f"{name}.outer"), x, f"{name}.outer_norm")


def _dense(g: Graph, x: str, name: str) -> str:
    return g.product(x, name, g.weights[f"{name}.weight"], g.weights[f"{name}.bias"])


def _normed(g: Graph, x: str, skip: str, norm: str) -> str:
    """The norm of a sum, in two steps: they take a quarter of the time of SkipLayerNormalization."""
    x = g.add("Add", [x, skip], f"{norm}.sum")
    return g.add("LayerNormalization", [x, g.weight(f"{norm}.weight"), g.weight(f"{norm}.bias")], norm, epsilon=1e-12)


def _linear(g: Graph, x: str, name: str, out: str) -> str:
    return g.add("Gemm", [x, g.weight(f"{name}.weight"), g.weight(f"{name}.bias")], out, transB=1)


def _link(g: Graph, words: str, name: str) -> None:
    asking, answering = (_linear(g, words, f"{name}.{side}", f"{name}.{side}.out") for side in ("asking", "answering"))
    scores = g.add("Gemm", [asking, answering], f"{name}.raw", transB=1, alpha=LINK_WIDTH**-0.5)
    for table, index in (("distance", "apart"), ("place", "places")):
        bias = g.constant(f"{name}.{table}", (FASTER * g.weights[f"{name}.{table}"]).astype(np.float32))
        scores = g.add("Add", [scores, g.add("Gather", [bias, index], f"{name}.{table}.of")], f"{name}.{table}.added")
    one, many = g.constant("one", np.array([1])), g.constant("many", np.array([2**31]))
    scores = g.add("Slice", [scores, one, many, one], f"{name}.words")
    g.add("Concat", [_linear(g, words, f"{name}.none", f"{name}.none.out"), scores], f"{name}_out", axis=1)


def _scalar(g: Graph, value: int) -> str:
    return g.constant(f"integer.{value}", np.array(value, np.int64))


def _apart(g: Graph) -> None:
    """words x words: how many words the second comes later, bounded, from 0."""
    n = g.add("Size", ["first_pieces"], "n_words")
    at = g.add("Range", [_scalar(g, 0), n, _scalar(g, 1)], "at")
    _gaps(g, at, MAX_DISTANCE, "apart")


def _gaps(g: Graph, counts: str, most: int, name: str) -> str:
    """words x words: by how much the second's count is larger, within `most`, from 0."""
    row = g.add("Unsqueeze", [counts, g.constant("axis0", np.array([0]))], f"{name}.row")
    column = g.add("Unsqueeze", [counts, g.constant("axis1", np.array([1]))], f"{name}.column")
    gap = g.add("Sub", [row, column], f"{name}.gap")
    gap = g.add("Clip", [gap, _scalar(g, -most), _scalar(g, most)], f"{name}.clipped")
    return g.add("Add", [gap, _scalar(g, most)], name)


def _places(g: Graph) -> None:
    """words x words: `network.places_of`."""
    sentences = _gaps(g, "sentences", MAX_SENTENCES, "sentences.gap")
    bounds = _gaps(g, "bounds", MAX_BOUNDS, "bounds.gap")
    quoted = g.add("Mod", ["bounds", _scalar(g, 2)], "quoted")
    quoted = g.add("Unsqueeze", [quoted, g.constant("axis1", np.array([1]))], "quoted.column")
    place = g.add("Mul", [quoted, _scalar(g, 2 * MAX_SENTENCES + 1)], "place.quoted")
    place = g.add("Add", [place, sentences], "place.sentences")
    place = g.add("Mul", [place, _scalar(g, 2 * MAX_BOUNDS + 1)], "place.wide")
    g.add("Add", [place, bounds], "places")
