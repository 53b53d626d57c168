"""What a user meets at the command line: answers in JSON, and one sentence where something is wrong."""

import json
import struct
import wave
from pathlib import Path

import pytest
from support.command import voiceskill


def one_sentence(text: str) -> bool:
    return len(text.strip().splitlines()) == 1 and "Traceback" not in text


def test_understand_answers_one_text() -> None:
    done = voiceskill("understand", "my left calf is cramping")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert (answer["intent"], answer["body_part"], answer["side"]) == ("report_cramp", "calf", "left")
    assert answer["red_flag"] is None
    assert set(answer) >= {"text", "intent", "confidence", "body_part", "side", "red_flag", "negated"}


def test_understand_answers_json_lines_in_order() -> None:
    lines = [
        {"text": "my chest hurts"},
        {"text": "no chest pain"},
        {"text": "left", "state": "ask_side"},
        {"text": "stop", "state": "hold"},
    ]
    done = voiceskill("understand", stdin="".join(json.dumps(line) + "\n" for line in lines))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["text"] for answer in answers] == [line["text"] for line in lines]
    assert answers[0]["red_flag"] == {"id": "e_heart", "level": "emergency"}
    assert answers[1]["red_flag"] is None
    assert "e_heart" in answers[1]["negated"]
    assert answers[2]["side"] == "left"
    assert answers[3]["intent"] == "stop"


@pytest.mark.parametrize(
    "line", ["nonsense", "[1]", '{"words": "stop"}', '{"text": "stop", "state": "asleep"}']
)
def test_a_bad_line_is_named_and_the_others_are_answered(line: str) -> None:
    done = voiceskill("understand", stdin=line + '\n{"text": "stop"}\n')
    assert done.returncode == 1
    assert json.loads(done.stdout.splitlines()[-1])["intent"] == "stop"
    assert "line 1" in done.stderr
    assert one_sentence(done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ["understand", "--state", "asleep", "stop"],
        ["run", "--output", "out.wav"],
        ["run", "--typed", "--input", "in.wav"],
        ["sing"],
        [],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    done = voiceskill(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def write_wav(path: Path, seconds: float = 0.5, rate: int = 16_000) -> bytes:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(int(seconds * rate) * 2))
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.wav", None),
        ("empty.wav", b""),
        ("text.wav", b"this is not sound at all"),
        ("header_only.wav", b"RIFF" + struct.pack("<I", 36) + b"WAVE"),
    ],
)
def test_a_file_that_holds_no_sound_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    for arguments in (("hear", path), ("run", "--input", path, "--output", tmp_path / "out.wav")):
        done = voiceskill(*arguments)
        assert done.returncode == 1
        assert one_sentence(done.stderr)
        assert name in done.stderr
        assert not (tmp_path / "out.wav").exists()


def test_a_truncated_recording_is_heard_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    path.write_bytes(write_wav(path)[:4_000])
    done = voiceskill("hear", path)
    assert done.returncode == 0
    assert "ends early" in done.stderr
    assert done.stdout == ""


def test_a_broken_settings_file_stops_the_start_and_names_its_place(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.yaml").write_text("country: GB\nwords_per_minute: quick\n")
    done = voiceskill("run", "--typed", home=tmp_path)
    assert done.returncode == 1
    assert "config.yaml:2: words_per_minute: expected a number, found 'quick'" in done.stderr
    assert one_sentence(done.stderr)


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "quiet.wav"
    write_wav(path)
    done = voiceskill("hear", path, "--model", "vosk-model-small-en-us-0.15", home=tmp_path)
    assert done.returncode == 1
    assert "voiceskill models fetch vosk-model-small-en-us-0.15" in done.stderr
    assert one_sentence(done.stderr)


def test_a_folder_that_is_no_model_is_refused_before_libvosk_sees_it(tmp_path: Path) -> None:
    path = tmp_path / "quiet.wav"
    write_wav(path)
    (tmp_path / "model").mkdir()
    done = voiceskill("hear", path, "--model", tmp_path / "model")
    assert done.returncode == 1
    assert one_sentence(done.stderr)
