"""The settings file: everything optional, everything checked, mistakes named by file, line and key."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.audio.echo_kind import ECHO_KINDS
from voiceskill.config import Config, Night, load_config
from voiceskill.config_file import as_yaml, create_config, template, write_setting
from voiceskill.errors import ContentError, VoiceskillError
from voiceskill.notices.settings import AlertSettings, MqttSettings
from voiceskill.profile import CONDITIONS, Profile
from voiceskill.speech.voice import Voice

times = st.times().map(lambda time: time.replace(second=0, microsecond=0, fold=0))


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", ["", "\n\n", "# only\n  # comments\n"])
def test_a_file_without_a_setting_leaves_all_defaults(tmp_path: Path, text: str) -> None:
    assert load_config(_write(tmp_path, text)) == Config()


def test_no_file_leaves_all_defaults(tmp_path: Path) -> None:
    assert load_config(tmp_path / "config.yaml") == Config()


def test_the_users_own_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICESKILL_HOME", str(tmp_path))
    (tmp_path / "config").mkdir()
    _write(tmp_path / "config", "name: Sam")

    assert load_config().name == "Sam"


def test_every_setting_can_be_set(tmp_path: Path) -> None:
    config = load_config(
        _write(
            tmp_path,
            """
            country: GB
            name: Søren
            voice: en-gb-x-rp+f3
            words_per_minute: 130
            volume: -3.5
            night: {from: 21:30, until: "06:15", volume: -12}
            microphone: USB mic
            speaker: 3
            echo: off
            listening_tone: false
            model: vosk-model-small-en-us-0.15
            alert: {command: [/usr/local/bin/ring, bedroom], tell: [time, flag, name]}
            mqtt: {host: broker, port: 8883, user: sam, password_file: /etc/secret, topic: /home/bedroom/}
            profile: {pregnant: true, over_65: false, blood_thinner: true}
            """,
        )
    )

    assert config == Config(
        country="GB",
        name="Søren",
        voice="en-gb-x-rp+f3",
        words_per_minute=130,
        volume=-3.5,
        night=Night(datetime.time(21, 30), datetime.time(6, 15), -12.0),
        microphone="USB mic",
        speaker="3",
        echo="off",
        listening_tone=False,
        model="vosk-model-small-en-us-0.15",
        alert=AlertSettings(command=("/usr/local/bin/ring", "bedroom"), tell=("flag", "name", "time")),
        mqtt=MqttSettings("broker", 8883, "sam", Path("/etc/secret"), "home/bedroom"),
        profile=Profile(pregnant=True, blood_thinner=True, country="GB"),
    )
    assert config.spoken_voice == Voice("en-gb-x-rp+f3", 130)


def test_norway_is_a_country_and_not_a_no(tmp_path: Path) -> None:
    assert load_config(_write(tmp_path, "country: NO")).profile.country == "NO"


@pytest.mark.parametrize(
    ("text", "line", "key", "complaint"),
    [
        ("voice: en-us\nvolumn: 3", 2, "volumn", "unknown key"),
        ("name: Sam\n\ncountry: gb", 3, "country", "two capital letters such as GB, found 'gb'"),
        ("country: United Kingdom", 1, "country", "two capital letters"),
        ("words_per_minute: 20", 1, "words_per_minute", "outside the allowed range 80 to 450"),
        ("words_per_minute: fast", 1, "words_per_minute", "expected a number"),
        ("words_per_minute: 150.5", 1, "words_per_minute", "whole number"),
        ("volume: 90", 1, "volume", "outside the allowed range"),
        ("volume: .nan", 1, "volume", ""),
        ("night:\n  from: 25:00", 2, "night.from", "a time from 00:00 to 23:59, found '25:00'"),
        ("night:\n  until: noon", 2, "night.until", "found 'noon'"),
        ("night: 22", 1, "night", "expected a mapping"),
        ("echo: loud", 1, "echo", "'loud' is not one of: auto, half-duplex, off, webrtc"),
        ("profile:\n  pregnant: maybe", 2, "profile.pregnant", "expected true or false"),
        ("profile:\n  gout: true", 2, "profile.gout", "unknown key 'gout'"),
        ("profile: [pregnant]", 1, "profile", "expected a mapping"),
        ("alert: {}", 1, "alert", "expected one of 'command' and 'post'"),
        ("alert:\n  post: http://a\n  command: [/a]", 2, "alert", "expected one of"),
        ("alert:\n  post: ftp://a/b", 2, "alert.post", "begins with http"),
        ("alert:\n  post: http://", 2, "alert.post", "names a host"),
        ("alert:\n  post: http://[::1", 2, "alert.post", "names a host"),
        ("alert:\n  post: http://a:port/", 2, "alert.post", "names a host"),
        ("alert:\n  command: ring now", 2, "alert.command", "expected a list"),
        ("alert:\n  command: []", 2, "alert.command", "a program and its arguments"),
        ("alert:\n  command: [ring]", 2, "alert.command", "whole path, found 'ring'"),
        ("alert:\n  post: http://a\n  tell: [words]", 3, "alert.tell[0]", "is not one of"),
        ("mqtt: {port: 1883}", 1, "mqtt", "the key 'host' is missing"),
        ("mqtt: {host: a, port: 70000}", 1, "mqtt.port", "outside the allowed range"),
        ("mqtt: {host: a, password_file: b}", 1, "mqtt.password_file", "needs a 'user'"),
        ("mqtt: {host: a, topic: 'home/+'}", 1, "mqtt.topic", "without '+'"),
        ("mqtt: {host: a, topic: $SYS}", 1, "mqtt.topic", "leading '$'"),
        ("name: [a]", 1, "name", "expected some text"),
        (f"name: {'a' * 41}", 1, "name", "at most 40"),
        ('name: "a\\u0007b"', 1, "name", "ordinary characters"),
        ("name: A\nname: B", 2, "name", "given twice"),
        ("- a list", 1, "", "expected a mapping"),
        ("voice: 'open", 1, "", "not valid YAML"),
        ("voice: en\n\tname: x", 2, "", "not valid YAML"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_key(
    tmp_path: Path, text: str, line: int, key: str, complaint: str
) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(ContentError) as refusal:
        load_config(path)
    assert (refusal.value.path, refusal.value.line, refusal.value.key) == (path, line, key)
    assert complaint in refusal.value.problem


def test_a_file_that_is_not_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_bytes(b"name: \xff\xfe")
    with pytest.raises(ContentError, match="not UTF-8"):
        load_config(tmp_path / "config.yaml")


def test_a_folder_in_its_place_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="can't be read"):
        load_config(tmp_path)


@given(st.text(max_size=60))
def test_any_text_gives_settings_or_a_content_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "config.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        assert isinstance(load_config(path), Config)
    except ContentError as refusal:
        assert "\n" not in str(refusal)


@given(start=times, end=times, time=times)
def test_a_night_and_its_reverse_share_the_day(
    start: datetime.time, end: datetime.time, time: datetime.time
) -> None:
    night = Night(start, end)
    if start == end:
        assert not night.covers(time)
    else:
        assert night.covers(time) != Night(end, start).covers(time)
        assert night.covers(start)
        assert not night.covers(end)


def test_the_end_of_an_alerts_address_is_not_shown() -> None:
    shown = as_yaml(
        Config(alert=AlertSettings(post="https://sam:pw@home:8123/api/webhook/s3cret?token=s3cret"))
    )

    assert "post: https://home:8123/..." in shown
    assert "s3cret" not in shown
    assert "pw" not in shown


def test_it_is_softer_at_night() -> None:
    config = Config(volume=1.0)
    assert config.volume_at(datetime.time(3, 0)) == -6.0
    assert config.volume_at(datetime.time(12, 0)) == 1.0
    assert config.is_night(datetime.time(22, 0))
    assert not config.is_night(datetime.time(7, 0))


def test_the_command_line_wins_over_the_file() -> None:
    config = Config(microphone="a", speaker="b", model="c")
    assert config.with_devices(None, None, None) == config
    assert config.with_devices("x", "y", "z") == Config(microphone="x", speaker="y", model="z")


def test_the_template_sets_nothing_and_shows_every_default(tmp_path: Path) -> None:
    assert load_config(_write(tmp_path, template())) == Config()

    uncommented = re.sub(r"^#(?=[a-z ]+\w+:)(?! [A-Z])", "", template(), flags=re.MULTILINE)
    config = load_config(_write(tmp_path, uncommented))

    named = {"country": "GB", "name": "Sam", "microphone": "usb", "speaker": "usb", "model": "default"}
    assert replace(config, alert=None, mqtt=None) == Config(**named, profile=Profile(country="GB"))  # type: ignore[arg-type]
    assert config.alert is not None
    assert config.alert.tell == AlertSettings().tell
    assert config.mqtt is not None
    assert (config.mqtt.port, config.mqtt.topic) == (MqttSettings("").port, MqttSettings("").topic)


def test_the_template_names_every_condition() -> None:
    assert all(f"#  {name}: false" in template() for name in CONDITIONS)


def test_a_new_file_is_the_owners_alone(tmp_path: Path) -> None:
    path = create_config(tmp_path / "new" / "config.yaml")

    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert path.read_text(encoding="utf-8") == template()


def test_a_file_that_exists_is_not_overwritten(tmp_path: Path) -> None:
    path = _write(tmp_path, "name: Sam")
    with pytest.raises(VoiceskillError, match="exists already"):
        create_config(path)
    assert path.read_text() == "name: Sam"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name: Sam # me\nmodel: old\n# end\n", "name: Sam # me\nmodel: new\n# end\n"),
        ("#model: x\nname: Sam\n", "model: new\nname: Sam\n"),
        ("#model: x\nmodel: old\n", "#model: x\nmodel: new\n"),
        ("name: Sam", "name: Sam\nmodel: new\n"),
        ("\n", "model: new\n"),
    ],
)
def test_one_setting_changes_one_line(tmp_path: Path, before: str, after: str) -> None:
    path = _write(tmp_path, before)

    write_setting("model", "new", path)

    assert path.read_text() == after
    assert path.stat().st_mode & 0o077 == 0


def test_setting_a_key_without_a_file_starts_from_the_template(tmp_path: Path) -> None:
    path = write_setting("words_per_minute", 120, tmp_path / "config.yaml")

    assert load_config(path).words_per_minute == 120
    assert "# Who speaks" in path.read_text()


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30))
def test_any_value_survives_being_written(tmp_path_factory: pytest.TempPathFactory, value: str) -> None:
    path = write_setting("model", value, tmp_path_factory.mktemp("value") / "config.yaml")
    assert load_config(path).model == value


def test_a_wrong_value_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = _write(tmp_path, "# mine\nvolume: 0\n")
    with pytest.raises(ContentError, match="outside the allowed range"):
        write_setting("volume", 99.0, path)
    assert path.read_text() == "# mine\nvolume: 0\n"


def test_a_folder_that_can_not_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(VoiceskillError, match=r"can't be written|can't be read"):
        create_config(tmp_path / "file" / "config.yaml")


@given(
    st.builds(
        Config,
        country=st.none() | st.sampled_from(["GB", "NO", "US"]),
        name=st.none() | st.sampled_from(["Sam", "no", "12", "a: b", "Zoë"]),
        words_per_minute=st.integers(80, 450),
        volume=st.floats(-40, 12),
        night=st.builds(Night, times, times, st.floats(-40, 12)),
        echo=st.sampled_from(ECHO_KINDS),
        listening_tone=st.booleans(),
        model=st.none() | st.just("default"),
        alert=st.none() | st.just(AlertSettings(command=("/bin/ring", "a b"), tell=("time",))),
        mqtt=st.none() | st.just(MqttSettings("broker", user="sam", password_file=Path("/etc/pw"))),
    )
)
def test_what_is_shown_can_be_read_back(tmp_path_factory: pytest.TempPathFactory, config: Config) -> None:
    shown = tmp_path_factory.mktemp("shown") / "config.yaml"
    shown.write_text(as_yaml(config), encoding="utf-8")

    read = load_config(shown)

    assert read.profile.country == config.country
    assert as_yaml(read) == as_yaml(config)
    assert (read.name, read.night, read.volume) == (config.name, config.night, config.volume)
