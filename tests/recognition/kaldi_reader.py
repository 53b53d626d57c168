"""A small reader of what the Kaldi writers write, for tests: components, configuration and transition
model.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np


class Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        assert self.at + size <= len(self.data), "the file ends early"
        self.at += size
        return self.data[self.at - size : self.at]

    def token(self) -> str:
        end = self.data.index(b" ", self.at)
        return self.take(end + 1 - self.at)[:-1].decode()

    def expect(self, *tokens: str) -> None:
        for token in tokens:
            assert self.token() == token

    def integer(self) -> int:
        assert self.take(1) == b"\4"
        return struct.unpack("<i", self.take(4))[0]

    def real(self) -> float:
        size = self.take(1)[0]
        return struct.unpack("<f" if size == 4 else "<d", self.take(size))[0]

    def boolean(self) -> bool:
        return self.take(1) == b"T"

    def integers(self) -> list[int]:
        assert self.take(1) == b"\4"
        (count,) = struct.unpack("<i", self.take(4))
        return list(struct.unpack(f"<{count}i", self.take(4 * count)))

    def floats(self) -> np.ndarray:
        self.expect("FV")
        return np.frombuffer(self.take(4 * self.integer()), "<f4")

    def matrix(self) -> np.ndarray:
        self.expect("FM")
        rows, columns = self.integer(), self.integer()
        return np.frombuffer(self.take(4 * rows * columns), "<f4").reshape(rows, columns)


@dataclass
class TransitionFile:
    topology_phones: list[int]
    triples: list[tuple[int, int, int]]
    log_probabilities: np.ndarray


def read_transitions(reader: Reader) -> TransitionFile:
    reader.expect("<TransitionModel>", "<Topology>")
    phones, entry_of_phone = reader.integers(), reader.integers()
    assert entry_of_phone == [-1] + [0] * len(phones)
    assert reader.integer() == 1
    states = reader.integer()
    for state in range(states - 1):
        assert (reader.integer(), reader.integer()) == (state, 2)
        assert (reader.integer(), reader.real()) == (state, 0.5)
        assert (reader.integer(), reader.real()) == (state + 1, 0.5)
    assert (reader.integer(), reader.integer()) == (-1, 0)
    reader.expect("</Topology>", "<Triples>")
    triples = [(reader.integer(), reader.integer(), reader.integer()) for _ in range(reader.integer())]
    reader.expect("</Triples>", "<LogProbs>")
    log_probabilities = reader.floats()
    reader.expect("</LogProbs>", "</TransitionModel>")
    return TransitionFile(phones, triples, log_probabilities)


@dataclass
class NetworkFile:
    lines: list[str]
    components: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    left: int = 0
    right: int = 0


def read_network(reader: Reader) -> NetworkFile:
    reader.expect("<Nnet3>")
    end = reader.data.index(b"\n\n", reader.at)
    network = NetworkFile(reader.take(end - reader.at).decode().strip().split("\n"))
    reader.take(2)
    reader.expect("<NumComponents>")
    for _ in range(reader.integer()):
        reader.expect("<ComponentName>")
        name, kind = reader.token(), reader.token()
        network.components[name] = (kind, _fields(reader, kind))
    reader.expect("</Nnet3>", "<LeftContext>")
    network.left = reader.integer()
    reader.expect("<RightContext>")
    network.right = reader.integer()
    reader.expect("<Priors>")
    assert len(reader.floats()) == 0
    assert reader.at == len(reader.data), "bytes are left over"
    return network


_READ = {
    "<LinearParams>": Reader.matrix,
    "<BiasParams>": Reader.floats,
    "<Scales>": Reader.floats,
    "<Sizes>": Reader.integers,
    "<InputDim>": Reader.integer,
    "<OutputDim>": Reader.integer,
    "<BlockDim>": Reader.integer,
    "<Dim>": Reader.integer,
    "<TargetRms>": Reader.real,
    "<AddLogStddev>": Reader.boolean,
    "<ValueAvg>": Reader.floats,
    "<DerivAvg>": Reader.floats,
    "<OderivRms>": Reader.floats,
    "<Count>": Reader.real,
    "<OderivCount>": Reader.real,
    "<NumDimsSelfRepaired>": Reader.real,
    "<NumDimsProcessed>": Reader.real,
}


def _fields(reader: Reader, kind: str) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    while (name := reader.token()) != kind.replace("<", "</"):
        fields[name] = _READ[name](reader)
    return fields


def evaluate(network: NetworkFile, frames: np.ndarray) -> np.ndarray:
    """What the network gives for each of ``frames`` (n, d) that has its whole context, shape (n - 6,
    outputs).
    """
    values: dict[str, np.ndarray] = {"input": frames.astype(np.float64)}
    first, last = network.left, len(frames) - network.right
    for line in network.lines:
        kind, *pairs = line.replace(", ", ",").split(" ")
        options = dict(pair.split("=", 1) for pair in pairs)
        if kind == "dim-range-node":
            start = int(options["dim-offset"])
            values[options["name"]] = values[options["input-node"]][:, start : start + int(options["dim"])]
        elif kind == "component-node":
            source = _descriptor(options["input"], values, first, last)
            values[options["name"]] = _apply(*network.components[options["component"]], source)
        elif kind == "output-node":
            return values[options["input"]]
    raise AssertionError("there is no output")


def _descriptor(text: str, values: dict[str, np.ndarray], first: int, last: int) -> np.ndarray:
    if "(" not in text:
        value = values[text]
        return value[first:last] if text == "input" else value
    head, inner = text[:-1].split("(", 1)
    if head == "Offset":
        name, shift = inner.split(",")
        return values[name][first + int(shift) : last + int(shift)]
    parts = [_descriptor(part, values, first, last) for part in _arguments(inner)]
    return np.concatenate(parts, axis=1) if head == "Append" else sum(parts)


def _arguments(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _apply(kind: str, fields: dict[str, Any], x: np.ndarray) -> np.ndarray:
    if kind == "<FixedAffineComponent>":
        return x @ fields["<LinearParams>"].astype(float).T + fields["<BiasParams>"]
    if kind == "<FixedScaleComponent>":
        return x * fields["<Scales>"]
    if kind == "<ElementwiseProductComponent>":
        return x.reshape(len(x), -1, fields["<OutputDim>"]).prod(axis=1)
    if kind == "<SoftmaxComponent>":
        shares = np.exp(x - x.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)
    if kind == "<NormalizeComponent>":
        assert fields.get("<BlockDim>", 1) == 1
        logs = 0.5 * np.log(np.maximum(x**2, 2.0**-66))
        return np.stack([np.sign(x), logs], axis=2).reshape(len(x), -1)
    if kind == "<SumGroupComponent>":
        return np.add.reduceat(x, np.cumsum([0, *fields["<Sizes>"][:-1]]), axis=1)
    raise AssertionError(f"unknown component {kind}")
