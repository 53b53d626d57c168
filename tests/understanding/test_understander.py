from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.english import meaning

from voiceskill.understanding.jsonl import BadLine, as_json, read_line
from voiceskill.understanding.meaning import INTENTS, LISTENING_STATES, ListeningState


@pytest.mark.parametrize(
    ("state", "text", "intent"),
    [
        ("step", "back", "back"),
        ("paused", "back", "resume"),
        ("ask_body_part", "back", "report_cramp"),
        ("paused", "right", "resume"),
        ("confirm", "right", "yes"),
        ("step", "right", "next"),
        ("step", "carry on", "next"),
        ("paused", "carry on", "resume"),
        ("confirm", "no", "no"),
        ("confirm", "no i'm fine", "no"),
        ("after_hold", "no", "not_better"),
        ("after_hold", "yes", "better"),
        ("hold", "left", "time_left"),
        ("hold", "time", "time_left"),
        ("idle", "it's back", "report_cramp"),
        ("hold", "no don't stop keep going", "resume"),
        ("step", "stop for a second", "pause"),
        ("hold", "no, carry on", "resume"),
        ("emergency", "i'm fine", "cancel_emergency"),
        ("emergency", "don't call anyone", "cancel_emergency"),
    ],
)
def test_the_state_and_denials_decide_what_short_words_mean(
    state: ListeningState, text: str, intent: str
) -> None:
    assert meaning(text, state).intent == intent


@pytest.mark.parametrize("text", ["no it's okay", "no all good", "nah it's all good it's just the cramp"])
def test_a_no_with_a_kind_word_is_no_yes_as_well(text: str) -> None:
    found = meaning(text, "confirm")
    assert found.intent == "no"
    assert "yes" not in found.also


@pytest.mark.parametrize("state", LISTENING_STATES)
@pytest.mark.parametrize("text", ["stop", "stop it", "shut up", "STOP!!", "oh please stop"])
def test_stop_is_stop_in_every_state(state: ListeningState, text: str) -> None:
    assert meaning(text, state).intent == "stop"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("my knee hurts", "joint"),
        ("i have terrible toothache", "tooth"),
        ("my period cramps are killing me", "period"),
        ("i've got trapped wind", "gut"),
        ("i have a sore throat", "other"),
        ("my calf's still sore from the cramp last night", "soreness"),
        ("my thigh's still tender from that cramp last night", "soreness"),
    ],
)
def test_other_pains_are_declined_with_a_reason(text: str, reason: str) -> None:
    found = meaning(text)
    assert (found.intent, found.reason, found.body_part) == ("out_of_scope", reason, None)


@pytest.mark.parametrize(
    "text",
    [
        "who is going to foot the bill",
        "give me a hand with the shopping",
        "the striker is down he's got cramp in his calf",
        "there is a calf in the field",
        "did you lock the back door",
        "will it rain tomorrow",
        "she got cold feet",
    ],
)
def test_other_talk_starts_nothing(text: str) -> None:
    assert meaning(text).intent == "out_of_scope"


def test_what_matters_most_is_kept() -> None:
    found = meaning("no it's my foot now the calf's fine", "step")
    assert (found.intent, found.body_part) == ("report_cramp", "foot")
    assert meaning("ow stop it's my calf", "hold").intent == "stop"


def test_a_red_flag_comes_with_whatever_else_was_said() -> None:
    found = meaning("no my chest hurts and i can't breathe", "confirm")
    assert found.red_flag is not None
    assert found.red_flag.level.label == "emergency"


def test_confidence_tells_sure_from_unsure() -> None:
    assert meaning("my left calf is cramping").confidence > 0.85
    assert meaning("it sort of does that").confidence < 0.85


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(LISTENING_STATES))
def test_any_text_has_a_meaning(text: str, state: ListeningState) -> None:
    found = meaning(text, state)
    assert found.intent in INTENTS
    assert 0.0 <= found.confidence <= 1.0
    assert meaning(text, state) == found


@pytest.mark.parametrize(
    "unit", ["not my calf the foot ", "stop ", "...", "a", "can't ", "\u0301", "💥", "no it's "]
)
def test_ten_thousand_characters_are_understood(unit: str) -> None:
    assert meaning((unit * 10_000)[:10_000]).intent in INTENTS


def test_json_has_the_fields_of_the_contract_first() -> None:
    line = as_json(meaning("my left calf is cramping"))
    assert list(line)[:7] == ["text", "intent", "confidence", "body_part", "side", "red_flag", "negated"]
    assert (line["intent"], line["body_part"], line["side"]) == ("report_cramp", "calf", "left")
    assert json.loads(json.dumps(line)) == line


def test_lines_are_read_with_their_state() -> None:
    assert read_line('{"text": "left", "state": "ask_side"}') == ("left", "ask_side", ())
    assert read_line('{"text": "left"}', "hold") == ("left", "hold", ())


def test_lines_are_read_with_the_facts_that_are_known() -> None:
    line = '{"text": "my thigh is numb", "facts_known": ["blood_thinner"]}'
    assert read_line(line) == ("my thigh is numb", "idle", ("blood_thinner",))


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nonsense",
        "[]",
        "3",
        '{"state": "idle"}',
        '{"text": 4}',
        "[" * 100_000,
        '{"text": "ow", "facts_known": "pregnant"}',
        '{"text": "ow", "facts_known": [4]}',
    ],
)
def test_lines_that_are_no_request_are_refused(line: str) -> None:
    with pytest.raises(BadLine):
        read_line(line)


def test_an_unknown_state_is_refused_by_name() -> None:
    with pytest.raises(BadLine, match='"state" must be one of: idle'):
        read_line('{"text": "left", "state": "asleep"}')
