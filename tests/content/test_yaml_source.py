from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.errors import ContentError
from voiceskill.yaml_source import load_yaml, parse_yaml

HERE = Path("guide.yaml")


def test_a_value_knows_its_line_and_dotted_key() -> None:
    root = parse_yaml("steps:\n  - words: sit up\n    seconds: 20\n", HERE)
    seconds = root.require("steps").elements()[0].require("seconds")
    assert (seconds.line, seconds.key, seconds.integer()) == (3, "steps[0].seconds", 20)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\nb: [1, 2\n", 3, "not valid YAML"),
        ("a: 1\na: 2\n", 2, "given twice"),
        ("a: 1\nseconds: soon\n", 2, "expected a number, found 'soon'"),
        ("a: 1\nseconds: 99\n", 2, "outside the allowed range"),
        ("a: 1\nseconds: 1.5\n", 2, "expected a whole number"),
        ("a: 1\nseconds:\n", 1, "'seconds' is missing"),
        ("", 1, "is empty"),
        ("a: \x07\n", 1, "characters that YAML does not allow"),
    ],
)
def test_a_mistake_is_reported_with_file_and_line(text: str, line: int, problem: str) -> None:
    with pytest.raises(ContentError) as caught:
        root = parse_yaml(text, HERE)
        root.only({"a", "b", "seconds"})
        root.require("seconds").integer(1, 60)
    assert caught.value.line == line
    assert str(caught.value).startswith(f"guide.yaml:{line}")
    assert problem in str(caught.value)


def test_an_unknown_key_names_the_ones_that_are_allowed() -> None:
    with pytest.raises(ContentError, match=r"guide.yaml:1: sceonds: unknown key 'sceonds'; allowed: seconds"):
        parse_yaml("sceonds: 3", HERE).only({"seconds"})


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="can't be read: No such file"):
        load_yaml(tmp_path / "none.yaml")


def test_a_file_that_is_not_utf8_says_so(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes(b"a: caf\xe9\n")
    with pytest.raises(ContentError, match="is not UTF-8"):
        load_yaml(file)


@given(st.text(max_size=200))
def test_any_text_gives_a_node_or_a_content_error(text: str) -> None:
    try:
        root = parse_yaml(text, HERE)
    except ContentError as error:
        assert error.line >= 1
    else:
        assert root.line >= 1


@pytest.mark.parametrize(
    "text",
    [
        "name: " + "[" * 200_000,
        "name: " + "[a, " * 200_000,
        "".join(f"{' ' * depth}a:\n" for depth in range(300)),
        "- " * 100_000,
        "? " * 100_000,
    ],
    ids=["brackets", "lists", "indentation", "dashes", "keys"],
)
def test_what_nests_too_deep_is_refused_and_ends_nothing(text: str) -> None:
    with pytest.raises(ContentError, match=r"nests too deep|is not valid YAML"):
        parse_yaml(text, Path("deep.yaml"))


def test_values_that_repeat_each_other_by_reference_are_not_unfolded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    root = parse_yaml("\n".join(lines), Path("bomb.yaml"))
    assert len(root.require("a29").elements()) == 9
    with pytest.raises(ContentError, match="unknown key 'a0'"):
        root.only(("name",))


def test_brackets_in_sentences_are_no_nesting() -> None:
    text = "".join(f"- '[a({{{n}'\n" for n in range(500))
    assert len(parse_yaml(text, Path("templates.yaml")).elements()) == 500
