"""YAML that remembers where each value stands, so that a mistake is reported with file, line and key.

Every loader of intents, guides, manifests and settings reads through ``Node``: its accessors check type and
presence, and raise ``ContentError`` where the file breaks the rule.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from voiceskill.errors import ContentError

__all__ = ["Node", "load_yaml", "parse_yaml"]

# libyaml reads the phrase files about ten times as fast, which the start of the device would feel.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MOST_LEVELS = 100
_BRACKET = re.compile(r"[\[\]{}]")
_DEEP_LINE = re.compile(rf"^[ ?:-]{{{_MOST_LEVELS}}}", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a YAML file with its place: ``line`` counts from 1, ``key`` is its dotted path."""

    path: Path
    key: str
    raw: yaml.Node

    @property
    def line(self) -> int:
        """The line of the file on which the value starts, counted from 1."""
        return int(self.raw.start_mark.line) + 1

    def error(self, problem: str) -> ContentError:
        """An error to raise that points at this value."""
        return ContentError(self.path, self.line, self.key, problem)

    def items(self) -> Iterator[tuple[str, Node]]:
        """The pairs of a mapping, in file order."""
        if not isinstance(self.raw, yaml.MappingNode):
            raise self.error(f"expected a mapping of keys to values, found {self._found()}")
        seen: set[str] = set()
        for key_node, value_node in self.raw.value:
            name = str(key_node.value)
            child = Node(self.path, f"{self.key}.{name}" if self.key else name, value_node)
            if name in seen:
                raise ContentError(self.path, key_node.start_mark.line + 1, child.key, "is given twice")
            seen.add(name)
            yield name, child

    def elements(self) -> list[Node]:
        """The elements of a list."""
        if not isinstance(self.raw, yaml.SequenceNode):
            raise self.error(f"expected a list, found {self._found()}")
        return [Node(self.path, f"{self.key}[{i}]", child) for i, child in enumerate(self.raw.value)]

    def get(self, name: str) -> Node | None:
        """The value at ``name`` of a mapping, or None where it is absent or null."""
        for key, child in self.items():
            if key == name:
                return None if child.is_null() else child
        return None

    def require(self, name: str) -> Node:
        """The value at ``name`` of a mapping, which must be there."""
        child = self.get(name)
        if child is None:
            raise self.error(f"the key '{name}' is missing")
        return child

    def only(self, allowed: Collection[str]) -> None:
        """Raise if the mapping holds a key that is not in ``allowed``."""
        for name, child in self.items():
            if name not in allowed:
                raise child.error(f"unknown key '{name}'; allowed: {', '.join(sorted(allowed))}")

    def text(self) -> str:
        """A non-empty string, as it stands in the file."""
        if not isinstance(self.raw, yaml.ScalarNode) or self.is_null() or not str(self.raw.value).strip():
            raise self.error(f"expected some text, found {self._found()}")
        return str(self.raw.value)

    def texts(self) -> tuple[str, ...]:
        """A list of non-empty strings."""
        return tuple(element.text() for element in self.elements())

    def number(self, minimum: float | None = None, maximum: float | None = None) -> float:
        """A number within the bounds (both included)."""
        value = self._typed(("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"), "a number")
        try:
            number = float(value)
        except ValueError:
            raise self.error(f"expected a number, found '{value}'") from None
        if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
            raise self.error(f"{value} is outside the allowed range {minimum} to {maximum}")
        return number

    def integer(self, minimum: int | None = None, maximum: int | None = None) -> int:
        """A whole number within the bounds (both included)."""
        number = self.number(minimum, maximum)
        if not number.is_integer():
            raise self.error(f"expected a whole number, found {number}")
        return int(number)

    def boolean(self) -> bool:
        """``true`` or ``false``."""
        value = self._typed(("tag:yaml.org,2002:bool",), "true or false")
        return value.lower() in ("true", "yes", "on")

    def choice(self, allowed: Collection[str]) -> str:
        """One of the words in ``allowed``, spelled exactly so (``yes`` and numbers are words too)."""
        value = self.text()
        if value not in allowed:
            raise self.error(f"'{value}' is not one of: {', '.join(sorted(allowed))}")
        return value

    def is_null(self) -> bool:
        """Whether the value is empty or ``null``."""
        return self.raw.tag == "tag:yaml.org,2002:null"

    def is_mapping(self) -> bool:
        """Whether the value is a mapping."""
        return isinstance(self.raw, yaml.MappingNode)

    def is_list(self) -> bool:
        """Whether the value is a list."""
        return isinstance(self.raw, yaml.SequenceNode)

    def _typed(self, tags: Collection[str], wanted: str) -> str:
        if not isinstance(self.raw, yaml.ScalarNode) or self.raw.tag not in tags:
            raise self.error(f"expected {wanted}, found {self._found()}")
        return str(self.raw.value)

    def _found(self) -> str:
        if self.is_mapping():
            return "a mapping"
        if self.is_list():
            return "a list"
        return "nothing" if self.is_null() else f"'{self.raw.value}'"


def load_yaml(path: Path) -> Node:
    """Read a YAML file; raise ``ContentError`` if it can't be read, is empty or is not YAML."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ContentError(path, 1, "", "is not UTF-8 text: save the file as UTF-8") from None
    except OSError as error:
        raise ContentError(path, 1, "", f"can't be read: {error.strerror}") from None
    return parse_yaml(text, path)


def parse_yaml(text: str, path: Path) -> Node:
    """Parse YAML text that came from ``path``; raise ``ContentError`` if it is empty, no YAML or too deep."""
    try:
        if _may_be_deep(text):
            _expect_shallow(text, path)
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ContentError(
            path, mark.line + 1 if mark else 1, "", f"is not valid YAML: {error.problem}"
        ) from None
    except yaml.YAMLError:
        raise ContentError(path, 1, "", "holds characters that YAML does not allow") from None
    if root is None:
        raise ContentError(path, 1, "", "is empty")
    return Node(path, "", root)


def _may_be_deep(text: str) -> bool:
    """Whether the text could nest too deep, told at a glance; brackets in sentences may deceive."""
    depth = most = 0
    for bracket in _BRACKET.findall(text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        most = max(most, depth)
    return most > _MOST_LEVELS or _DEEP_LINE.search(text) is not None


def _expect_shallow(text: str, path: Path) -> None:
    """Raise ``ContentError`` where the text nests too deep: libyaml would end the process with its stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MOST_LEVELS:
            mark = event.start_mark
            raise ContentError(path, mark.line + 1 if mark else 1, "", "nests too deep to be meant")
