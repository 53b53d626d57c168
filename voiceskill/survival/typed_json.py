"""Frozen dataclasses to JSON and back, checked field by field against their types.

Knows what a dialogue's state is made of: dataclasses, enumerations by name, tuples, frozen sets, optional
values, literals, text, numbers and truth values. What does not fit its type is refused.
"""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

__all__ = ["Json", "MisfitError", "from_plain", "to_plain"]

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
_T = TypeVar("_T")


class MisfitError(ValueError):
    """The data is no value of the type; the message says where."""


def to_plain(value: object) -> Json:
    """``value`` as JSON's own types; raises ``TypeError`` for a type that is not known here."""
    if isinstance(value, Enum):
        return value.name
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, frozenset):
        return sorted((to_plain(element) for element in value), key=str)
    if isinstance(value, tuple):
        return [to_plain(element) for element in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def from_plain(kind: type[_T], data: object) -> _T:
    """The value of type ``kind`` that ``data`` stands for; raises ``MisfitError`` if it stands for none."""
    value: _T = _read(kind, data, kind.__name__)
    return value


def _read(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _read_optional(kind, data, where)
    if origin is Literal:
        return _read_literal(kind, data, where)
    if origin is tuple:
        return tuple(_read_elements(_only_argument(kind), data, where))
    if origin is frozenset:
        return frozenset(_read_elements(_only_argument(kind), data, where))
    if is_dataclass(kind):
        return _read_dataclass(kind, data, where)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _read_enum(kind, data, where)
    return _read_scalar(kind, data, where)


def _read_optional(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401
    kinds = get_args(kind)
    if data is None and NoneType in kinds:
        return None
    (only,) = (other for other in kinds if other is not NoneType)
    return _read(only, data, where)


def _read_literal(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401
    for allowed in get_args(kind):
        if type(allowed) is type(data) and allowed == data:
            return allowed
    raise MisfitError(f"{where}: {data!a} is not one of its values")


def _only_argument(kind: Any) -> Any:  # noqa: ANN401
    return get_args(kind)[0]


def _read_elements(kind: Any, data: object, where: str) -> list[Any]:  # noqa: ANN401
    if not isinstance(data, list):
        raise MisfitError(f"{where}: expected a list")
    return [_read(kind, element, f"{where}[{place}]") for place, element in enumerate(data)]


def _read_dataclass(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401
    if not isinstance(data, dict):
        raise MisfitError(f"{where}: expected an object")
    hints = _hints(kind)
    if data.keys() != hints.keys():
        odd = ", ".join(sorted(str(name) for name in data.keys() ^ hints.keys()))
        raise MisfitError(f"{where}: missing or unknown: {odd}")
    return kind(**{name: _read(hint, data[name], f"{where}.{name}") for name, hint in hints.items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read_enum(kind: type[Enum], data: object, where: str) -> Enum:
    if not isinstance(data, str) or data not in kind.__members__:
        raise MisfitError(f"{where}: {data!a} is not one of its names")
    return kind[data]


def _read_scalar(kind: Any, data: object, where: str) -> Any:  # noqa: ANN401
    if kind is float and isinstance(data, int) and not isinstance(data, bool):
        data = float(data)
    if type(data) is not kind or (isinstance(data, float) and not math.isfinite(data)):
        raise MisfitError(f"{where}: {data!a} is no {kind.__name__}")
    return data
