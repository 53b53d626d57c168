"""Scopes of denials, questions and the past, on bare words and hand-placed cues."""

from __future__ import annotations

from voiceskill.understanding.negation import Cue, Heard, Standing, standings

_CUES = {
    "no": ("denial", "answer", "negative"),
    "dont": ("denial", "negative"),
    "cant": ("negative",),
    "and": ("break",),
    "but": ("break", "turn"),
    "i": ("break",),
    "it": ("break",),
    "whatif": ("asking",),
    "yearsago": ("past",),
    "gone": ("over",),
    "tv": ("story",),
    "in": ("leads",),
}
_SYMPTOMS = {"pain", "fever", "rash", "swollen"}


def _standings(text: str) -> list[Standing]:
    """``my_pain`` is a symptom whose owner is "my", ``,pain`` one after a pause."""
    words, owners, pauses, cues, symptoms = [], [], [], [], []
    for at, raw in enumerate(text.split()):
        owner, _, word = raw.lstrip(",").rpartition("_")
        words.append(word)
        owners.append(owner)
        pauses.append(raw.startswith(","))
        cues += [Cue(kind, at, at + 1) for kind in _CUES.get(word, ())]
        if word in _SYMPTOMS:
            symptoms.append((at, at + 1))
    return standings(Heard(words, owners, pauses), cues, symptoms)


def test_without_any_cue_all_is_meant() -> None:
    assert _standings("pain fever") == [Standing.MEANT, Standing.MEANT]


def test_a_denial_reaches_over_a_list() -> None:
    assert _standings("no pain fever x x rash") == [Standing.DENIED] * 3


def test_a_denial_ends_after_a_few_words() -> None:
    assert _standings("no x x x x x pain") == [Standing.MEANT]


def test_a_denial_ends_at_a_new_thought() -> None:
    assert _standings("no pain but fever") == [Standing.DENIED, Standing.MEANT]
    assert _standings("no pain and fever") == [Standing.DENIED, Standing.MEANT]
    assert _standings("dont x my_pain") == [Standing.MEANT]


def test_a_leading_word_keeps_the_thought() -> None:
    assert _standings("no x in my_pain") == [Standing.DENIED]


def test_no_may_be_an_answer() -> None:
    assert _standings("no my_pain") == [Standing.MEANT]
    assert _standings("no i pain") == [Standing.MEANT]
    assert _standings("no ,pain") == [Standing.MEANT]
    assert _standings("no pain") == [Standing.DENIED]


def test_a_question_covers_what_it_asks_about_and_no_more() -> None:
    assert _standings("whatif i x pain") == [Standing.ASKED]
    assert _standings("whatif it pain my_fever") == [Standing.ASKED, Standing.MEANT]
    assert _standings("whatif pain but fever") == [Standing.ASKED, Standing.MEANT]


def test_long_ago_covers_its_own_thought() -> None:
    assert _standings("i x pain yearsago") == [Standing.PAST]
    assert _standings("i x pain yearsago but fever") == [Standing.PAST, Standing.MEANT]


def test_gone_speaks_of_the_nearest_symptom() -> None:
    assert _standings("pain gone") == [Standing.OVER]
    assert _standings("pain fever gone") == [Standing.MEANT, Standing.OVER]
    assert _standings("pain dont gone") == [Standing.MEANT]


def test_a_story_is_not_ones_own() -> None:
    assert _standings("tv x pain") == [Standing.ASKED]
    assert _standings("tv x my_pain") == [Standing.MEANT]


def test_a_symptom_that_is_a_negative_in_itself_is_not_denied() -> None:
    heard = Heard(["dont", "cant", "feel"], ["", "", ""], [False] * 3)
    cues = [Cue("denial", 0, 1), Cue("negative", 0, 1), Cue("negative", 1, 2)]
    assert standings(heard, cues, [(1, 3)]) == [Standing.MEANT]
