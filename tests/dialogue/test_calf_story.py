"""The main job: from "my calf is cramping" to rest."""

from __future__ import annotations

from conversation import Conversation, ended, keys, spoken

from voiceskill.dialogue.actions import Say


def _at_the_stretch() -> Conversation:
    talk = Conversation()
    talk.hear("report_cramp", body_part="calf", side="left")
    talk.until_phase("screening")
    talk.hear("no")
    return talk


def test_the_first_sentence_reads_the_part_back_and_gives_a_position_in_bed() -> None:
    first = spoken(Conversation().hear("report_cramp", body_part="calf", side="left")).split(".")[0]
    assert "left calf" in first
    assert "heel" in first


def test_no_stretch_before_the_safety_question_was_answered() -> None:
    talk = Conversation()
    said = talk.hear("report_cramp", body_part="calf") + talk.until_phase("screening")
    assert not any("towel" in key or "massage" in key for key in keys(said))
    assert "calf.towel_stretch.say.0" in keys(talk.hear("no"))


def test_counts_fall_on_whole_seconds_and_thin_out() -> None:
    talk = _at_the_stretch()
    counts = [a for a in talk.until_phase("checking") if isinstance(a, Say) and a.at is not None]
    times = [count.at for count in counts]
    assert all(time == int(time) for time in times)
    assert [time - (times[0] - 1) for time in times] == [1, 2, 3, 4, 5, 10, 15, 17, 18, 19]
    assert "alfway" in counts[5].text


def test_easing_leads_through_massage_breathing_and_sips_to_rest() -> None:
    talk = _at_the_stretch()
    talk.until_phase("checking")
    said = talk.hear("better") + talk.until_quiet()
    order = [key.split(".")[1] for key in keys(said)]
    for earlier, later in (
        ("massage", "breathing"),
        ("breathing", "sips"),
        ("sips", "aftercare"),
        ("aftercare", "close"),
    ):
        assert order.index(earlier) < order.index(later)
    assert ended(said)
    assert talk.state.phase == "idle"


def test_the_whole_story_ends_without_any_report_of_speech() -> None:
    talk = Conversation(speech_is_reported=False)
    talk.hear("report_cramp", body_part="calf")
    assert ended(talk.until_quiet(7200))
