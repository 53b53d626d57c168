"""Sets one value in YAML text and leaves all the rest as it stands: order, comments, spelling.

A key that is only there as a comment (``#volume: 0``) is brought to life where it stands.
"""

from __future__ import annotations

import re

import yaml

__all__ = ["Scalar", "with_value"]

Scalar = str | float | bool | None


def with_value(text: str, path: tuple[str, ...], value: Scalar) -> str:
    """``text`` (a mapping, or nothing yet) with ``value`` at ``path``, which is one or two keys deep.

    Raises ``ValueError`` if something else than one value or a mapping stands in the way, ``yaml.YAMLError``
    if the text is not YAML.
    """
    parents, name = path[:-1], path[-1]
    if parents:
        text = _with_mapping(text, parents[0])
    mapping = _mapping_at(text, parents)
    if mapping is None:
        return _with_first_child(text, parents[0], name, value) if parents else _appended(text, name, value)
    found = _child(mapping, name)
    if found is None:
        return _with_new_child(text, mapping, parents, name, value)
    if not isinstance(found, yaml.ScalarNode):
        raise ValueError(f"{'.'.join(path)} holds more than one value")
    return _spliced(text, found, value)


def _spliced(text: str, node: yaml.ScalarNode, value: Scalar) -> str:
    start, end = node.start_mark.index, node.end_mark.index
    before = text[:start]
    gap = "" if before.endswith((" ", "\t")) or start != end else " "
    return f"{before}{gap}{_written(value)}{text[end:]}"


def _with_mapping(text: str, name: str) -> str:
    """The text with a top-level key ``name``: the one that is there, the one in a comment, or a new one."""
    root = _mapping_at(text, ())
    if root is not None and _child(root, name) is not None:
        return text
    revived, count = re.subn(rf"^#\s?({re.escape(name)}:)", r"\1", text, count=1, flags=re.MULTILINE)
    return revived if count else _line_added(text, f"{name}:")


def _mapping_at(text: str, path: tuple[str, ...]) -> yaml.MappingNode | None:
    """The mapping at ``path``; None where there is nothing yet."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for name in path:
        node = _child(node, name) if isinstance(node, yaml.MappingNode) else node
    if node is None or (isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"):
        return None
    if not isinstance(node, yaml.MappingNode):
        raise ValueError(f"{'.'.join(path) or 'the file'} is no mapping")
    return node


def _child(mapping: yaml.MappingNode, name: str) -> yaml.Node | None:
    return next((value for key, value in mapping.value if key.value == name), None)


def _appended(text: str, name: str, value: Scalar) -> str:
    """A first top-level key, in place of its comment if there is one."""
    return _revived(text, 0, name, "", value) or _line_added(text, f"{name}: {_written(value)}")


def _with_new_child(
    text: str, mapping: yaml.MappingNode, parents: tuple[str, ...], name: str, value: Scalar
) -> str:
    if mapping.flow_style:
        brace = mapping.end_mark.index - 1
        comma = ", " if mapping.value else ""
        return f"{text[:brace].rstrip()}{comma}{name}: {_written(value)}{text[brace:]}"
    if not parents:
        return _appended(text, name, value)
    first = mapping.value[0][0].start_mark
    indent = " " * int(first.column)
    revived = _revived(text, _header(text, parents[0]).start(), name, indent, value)
    if revived is not None:
        return revived
    line = text.rindex("\n", 0, int(first.index)) + 1
    return f"{text[:line]}{indent}{name}: {_written(value)}\n{text[line:]}"


def _header(text: str, name: str) -> re.Match[str]:
    """The line on which the top-level key ``name`` stands."""
    found = re.search(rf"^{re.escape(name)}:.*$", text, flags=re.MULTILINE)
    if found is None:
        raise ValueError(f"{name} is not written on a line of its own")
    return found


def _with_first_child(text: str, parent: str, name: str, value: Scalar) -> str:
    """``parent`` stands there without a value: its first one, in place of its comment if there is one."""
    header = _header(text, parent)
    revived = _revived(text, header.start(), name, "  ", value)
    return revived or f"{text[: header.end()]}\n  {name}: {_written(value)}{text[header.end() :]}"


def _revived(text: str, start: int, name: str, indent: str, value: Scalar) -> str | None:
    """The text with the comment ``#NAME: ...`` made a line, what is explained behind it kept; None without.

    ``start`` is where to look from; of a nested key only the comments right below its parent are looked at.
    """
    spaces = r"[^\S\n]+" if indent else ""
    pattern = re.compile(rf"^#{spaces}{re.escape(name)}:[^#\n]*?([^\S\n]+#.*)?$", re.MULTILINE)
    end = len(text) if not indent else _end_of_block(text, start)
    found = pattern.search(text, start, end)
    if found is None:
        return None
    comment = found.group(1) or ""
    return f"{text[: found.start()]}{indent}{name}: {_written(value)}{comment}{text[found.end() :]}"


def _end_of_block(text: str, start: int) -> int:
    """Where the lines end that belong to the key at ``start``: indented ones and indented comments."""
    place = text.find("\n", start) + 1
    for line in text[place:].splitlines(keepends=True) if place else []:
        if not re.match(r"\s|#\s\s", line):
            break
        place += len(line)
    return place or len(text)


def _line_added(text: str, line: str) -> str:
    return f"{text.rstrip()}\n{line}\n" if text.strip() else f"{line}\n"


def _written(value: Scalar) -> str:
    written = yaml.safe_dump(value, allow_unicode=True, width=10_000)
    return written.removesuffix("\n").removesuffix("\n...")
