"""One value changes, and nothing else does: what a person wrote by hand stays as they wrote it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.config_file import template
from voiceskill.yaml_edit import Scalar, with_value

KEYS = ["country", "name", "volume", "night", "microphone"]
scalars = st.one_of(
    st.booleans(), st.integers(-99, 99), st.sampled_from(["usb", "22:00", "no", "a: b", "# x", "it's", ""])
)


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("", ("volume",), 3, "volume: 3\n"),
        ("# mine\n", ("volume",), 3, "# mine\nvolume: 3\n"),
        ("volume: 0  # loud\nname: Sam\n", ("volume",), -6, "volume: -6  # loud\nname: Sam\n"),
        ("volume:\nname: Sam\n", ("volume",), -6, "volume: -6\nname: Sam\n"),
        ('name: "Sam"  # me\n', ("name",), "Jo #1", "name: 'Jo #1'  # me\n"),
        ("# loud?\n#volume: 0\n", ("volume",), 2, "# loud?\nvolume: 2\n"),
        ("name: Sam\n", ("night", "from"), "23:00", "name: Sam\nnight:\n  from: '23:00'\n"),
        (
            '#night:\n#  from: "22:00"\n#  until: "07:00"\n',
            ("night", "until"),
            "06:00",
            'night:\n#  from: "22:00"\n  until: 06:00\n',
        ),
        ("night: {from: '21:00'} # n\n", ("night", "volume"), -9, "night: {from: '21:00', volume: -9} # n\n"),
        ("night: {from: '21:00'}\n", ("night", "from"), "20:00", "night: {from: '20:00'}\n"),
        ("night: {}\n", ("night", "volume"), -9, "night: {volume: -9}\n"),
        (
            "night:\n    # late\n    from: '21:00'\nname: Sam\n",
            ("night", "volume"),
            -9,
            "night:\n    # late\n    volume: -9\n    from: '21:00'\nname: Sam\n",
        ),
        (
            "night:\n  volume: -9\n#  until: '07:00'  # early\nname: Sam\n#until: no\n",
            ("night", "until"),
            "06:00",
            "night:\n  volume: -9\n  until: 06:00  # early\nname: Sam\n#until: no\n",
        ),
    ],
)
def test_one_value_is_set(before: str, path: tuple[str, ...], value: Scalar, after: str) -> None:
    assert with_value(before, path, value) == after


def test_of_the_template_every_key_can_be_set_where_it_is_explained() -> None:
    text = template()
    for path, value in (
        (("country",), "GB"),
        (("night", "from"), "23:00"),
        (("night", "until"), "06:30"),
        (("night", "volume"), -9),
        (("profile", "child"), True),
        (("profile", "diabetes"), True),
    ):
        text = with_value(text, path, value)
    assert "\n# How fast, from 80 to 450 words a minute.\n" in text
    assert "\n  diabetes: true           # or numb feet\n" in text
    assert len(text.splitlines()) == len(template().splitlines())
    assert yaml.safe_load(text) == {
        "country": "GB",
        "night": {"from": "23:00", "until": "06:30", "volume": -9},
        "profile": {"child": True, "diabetes": True},
    }


settings_files = st.dictionaries(
    st.sampled_from(KEYS), st.one_of(scalars, st.dictionaries(st.sampled_from(["from", "until"]), scalars))
)


@given(settings_files, st.booleans(), st.sampled_from(KEYS), scalars)
def test_whatever_the_file_holds_only_that_key_changes(
    data: dict[str, Any], flow: bool, name: str, value: Scalar
) -> None:
    before = yaml.safe_dump(data, default_flow_style=None if flow else False, sort_keys=False)
    before = before if data else "# nothing yet\n"
    if isinstance(data.get(name), dict):
        path: tuple[str, ...] = (name, "from")
        wanted: dict[str, Any] = {**data, name: {**data[name], "from": value}}
    else:
        path, wanted = (name,), {**data, name: value}
    assert yaml.safe_load(with_value(before, path, value)) == wanted


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(ValueError, match="no mapping"):
        with_value("- a\n", ("volume",), 1)
    with pytest.raises(ValueError, match="night is no mapping"):
        with_value("night: late\n", ("night", "from"), "22:00")
    with pytest.raises(ValueError, match="more than one value"):
        with_value("volume: {a: 1}\n", ("volume",), 1)
