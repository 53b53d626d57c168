"""A plain answer speaks against a danger that it only resembles, and against nothing else."""

from voiceskill.understanding.meaning import Level, RedFlag
from voiceskill.understanding.ordinary import temper
from voiceskill.understanding.red_flags import FlagFindings

DESPAIR = RedFlag("e_self", Level.EMERGENCY)
CLOT = RedFlag("u_dvt", Level.URGENT)


def test_a_guessed_emergency_in_a_plain_answer_becomes_a_question() -> None:
    found = temper(FlagFindings(red_flag=DESPAIR), "better", 0.98, None, "after_hold")
    assert (found.red_flag, found.check) == (None, DESPAIR)


def test_an_emergency_that_a_rule_named_stands() -> None:
    found = FlagFindings(red_flag=DESPAIR, sure=(DESPAIR,))
    assert temper(found, "better", 0.98, None, "after_hold") == found


def test_what_is_said_to_the_waiting_device_stands() -> None:
    found = FlagFindings(red_flag=DESPAIR)
    assert temper(found, "report_cramp", 0.99, None, "idle") == found


def test_an_unsure_answer_speaks_against_nothing() -> None:
    found = FlagFindings(red_flag=DESPAIR)
    assert temper(found, "better", 0.7, None, "after_hold") == found


def test_lower_levels_stand() -> None:
    found = FlagFindings(red_flag=CLOT)
    assert temper(found, "not_better", 0.98, None, "after_hold") == found


def test_a_cry_for_help_is_never_an_ordinary_answer() -> None:
    found = FlagFindings(red_flag=DESPAIR)
    assert temper(found, "call_help", 0.99, None, "hold") == found


def test_what_is_surely_talk_is_not_asked_about_for_its_likeness() -> None:
    assert temper(FlagFindings(check=DESPAIR), "out_of_scope", 0.97, "talk", "idle").check is None
    kept = FlagFindings(check=DESPAIR, sure=(DESPAIR,))
    assert temper(kept, "out_of_scope", 0.97, "talk", "idle") == kept
