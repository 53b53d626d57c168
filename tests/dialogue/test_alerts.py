"""An alarm asks for an alert; a false one takes it back; a failure to pass it on is said."""

from __future__ import annotations

from typing import Literal

import pytest
from conversation import Conversation, emergency, silenced_first, spoken

from voiceskill.dialogue.actions import Action, Note
from voiceskill.dialogue.events import AlertFailed
from voiceskill.understanding.meaning import Level, RedFlag


def alerts(actions: list[Action]) -> list[Note]:
    return [a for a in actions if isinstance(a, Note) and a.kind.startswith("alert")]


def test_an_alarm_asks_for_an_alert_with_its_kind_and_no_words() -> None:
    said = Conversation().hear(red_flag=emergency("e_heart"), text="my chest feels crushed")
    assert alerts(said) == [
        Note("alert", (("flag", "e_heart"), ("level", "emergency"), ("whose", "speaker")))
    ]


def test_an_alert_tells_that_somebody_else_is_in_danger() -> None:
    said = Conversation().hear(red_flag=emergency("e_down"), bystander=True)
    assert dict(alerts(said)[0].fields)["whose"] == "other"


def test_the_alert_follows_the_silence_and_never_delays_whom_to_call() -> None:
    said = Conversation().hear(red_flag=emergency())
    assert silenced_first(said)
    assert said.index(alerts(said)[0]) == 2
    assert "Call" in spoken(said[:2])


def test_what_is_no_emergency_alerts_nobody() -> None:
    assert alerts(Conversation().hear(red_flag=RedFlag("u_dvt", Level.URGENT))) == []


def test_violence_alerts_nobody_who_may_be_the_one_to_fear() -> None:
    talk = Conversation()
    assert alerts(talk.hear(red_flag=emergency("e_violence"))) == []
    talk.hear("cancel_emergency")
    assert alerts(talk.hear("yes")) == []


def test_a_confirmed_false_alarm_takes_the_alert_back() -> None:
    talk = Conversation()
    talk.hear(red_flag=emergency("e_heart"))
    assert alerts(talk.hear("cancel_emergency")) == []
    talk.wait(3)
    assert alerts(talk.hear("yes")) == [Note("alert_cancelled", (("flag", "e_heart"),))]


def test_a_false_alarm_that_is_not_confirmed_takes_nothing_back() -> None:
    talk = Conversation()
    talk.hear(red_flag=emergency())
    talk.hear("cancel_emergency")
    talk.wait(3)
    assert alerts(talk.hear("no")) == []


@pytest.mark.parametrize("kind", ["alert", "alert_cancelled"])
def test_a_failure_to_pass_it_on_is_said_after_what_matters_more(
    kind: Literal["alert", "alert_cancelled"],
) -> None:
    talk = Conversation()
    talk.hear(red_flag=emergency())
    said = talk.send(AlertFailed(kind))
    assert "Nobody" in spoken(said)
    assert not silenced_first(said)
    assert talk.state.phase == "emergency"


def test_a_failure_that_comes_late_is_said_to_the_waiting_device_too() -> None:
    talk = Conversation()
    assert "Nobody got my alert" in spoken(talk.send(AlertFailed()))
    talk.until_quiet()
    assert talk.state.phase == "idle"
