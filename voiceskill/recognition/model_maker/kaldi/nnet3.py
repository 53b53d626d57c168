"""Kaldi's nnet3 network: components, the configuration that joins them, and the acoustic model around it.

Layout from ``nnet3/nnet-nnet.cc``, ``nnet3/am-nnet-simple.cc`` and the ``Write`` methods of the components in
``nnet3/nnet-simple-component.cc`` and ``nnet3/nnet-normalize-component.cc``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy.typing as npt

from voiceskill.recognition.model_maker.kaldi.binary import (
    boolean,
    double,
    integer,
    integers,
    matrix,
    real,
    token,
    vector,
)

__all__ = [
    "Network",
    "elementwise_product",
    "fixed_affine",
    "fixed_scale",
    "log_magnitude",
    "softmax",
    "sum_group",
]


def fixed_affine(linear: npt.ArrayLike, bias: npt.ArrayLike) -> bytes:
    """Gives linear x + bias; ``linear`` has shape (outputs, inputs), ``bias`` (outputs,)."""
    return _component(
        "FixedAffineComponent", token("<LinearParams>") + matrix(linear), token("<BiasParams>") + vector(bias)
    )


def fixed_scale(scales: npt.ArrayLike) -> bytes:
    """Gives scales * x, element by element; ``scales`` has shape (n,)."""
    return _component("FixedScaleComponent", token("<Scales>") + vector(scales))


def elementwise_product(inputs: int, outputs: int) -> bytes:
    """The product of ``inputs / outputs`` blocks of ``outputs`` elements each."""
    return _component(
        "ElementwiseProductComponent", _number("<InputDim>", inputs), _number("<OutputDim>", outputs)
    )


def softmax(dimension: int) -> bytes:
    """Gives exp(x) / sum(exp(x)) over all ``dimension`` elements."""
    nothing = vector(())
    return _component(
        "SoftmaxComponent",
        _number("<Dim>", dimension),
        token("<ValueAvg>") + nothing,
        token("<DerivAvg>") + nothing,
        token("<Count>") + double(0.0),
        token("<OderivRms>") + nothing,
        token("<OderivCount>") + double(0.0),
        token("<NumDimsSelfRepaired>") + double(0.0),
        token("<NumDimsProcessed>") + double(0.0),
    )


def log_magnitude(dimension: int) -> bytes:
    """Pairs (sign of x, log |x|) for each of ``dimension`` elements.

    It is a normalising component with blocks of one element that appends the logarithm of each block's root
    mean square. Kaldi floors the square at 2 ** -66, so |x| below 1.2e-10 reads as that.
    """
    block = _number("<BlockDim>", 1) if dimension != 1 else b""
    return _component(
        "NormalizeComponent",
        _number("<InputDim>", dimension),
        block,
        token("<TargetRms>") + real(1.0),
        token("<AddLogStddev>") + boolean(True),
    )


def sum_group(sizes: Sequence[int]) -> bytes:
    """Sums of consecutive groups of ``sizes`` elements."""
    return _component("SumGroupComponent", token("<Sizes>") + integers(sizes))


def _component(kind: str, *parts: bytes) -> bytes:
    return token(f"<{kind}>") + b"".join(parts) + token(f"</{kind}>")


def _number(name: str, value: int) -> bytes:
    return token(name) + integer(value)


@dataclass(slots=True)
class Network:
    """A network under construction: components by name, and the lines of configuration that join them."""

    left_context: int
    right_context: int
    components: dict[str, bytes] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def input(self, dimension: int) -> str:
        """Declare the input node and give its name."""
        self.lines.append(f"input-node name=input dim={dimension}")
        return "input"

    def node(self, name: str, component: bytes, source: str) -> str:
        """Add ``component`` fed by the descriptor ``source`` as the node ``name``, and give the name."""
        self.components[name] = component
        self.lines.append(f"component-node name={name} component={name} input={source}")
        return name

    def slice(self, name: str, source: str, start: int, dimension: int) -> str:
        """The elements ``start`` to ``start + dimension`` of a node, as the node ``name``."""
        self.lines.append(
            f"dim-range-node name={name} input-node={source} dim-offset={start} dim={dimension}"
        )
        return name

    def output(self, source: str) -> None:
        """Declare what the network gives."""
        self.lines.append(f"output-node name=output input={source} objective=linear")

    def to_bytes(self) -> bytes:
        """The ``<Nnet3>`` part of ``final.mdl`` with contexts and no priors."""
        components = b"".join(
            token("<ComponentName>") + token(name) + body for name, body in self.components.items()
        )
        return b"".join(
            (
                token("<Nnet3>") + b"\n" + "\n".join(self.lines).encode("ascii") + b"\n\n",
                token("<NumComponents>") + integer(len(self.components)) + components,
                token("</Nnet3>"),
                token("<LeftContext>") + integer(self.left_context),
                token("<RightContext>") + integer(self.right_context),
                token("<Priors>") + vector(()),
            )
        )
