"""Any WAV a person may hand over is read, or refused in one sentence that names the file."""

from __future__ import annotations

import os
import resource
import signal
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceskill.audio.pcm import Pcm
from voiceskill.audio.resample import to_rate
from voiceskill.audio.wav import WavWriter, read_wav, write_wav
from voiceskill.errors import VoiceskillError

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
GUID_REST = bytes.fromhex("000000001000800000aa00389b71")


def chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def wav_bytes(fmt: bytes, data: bytes, before: bytes = b"", after: bytes = b"") -> bytes:
    body = b"WAVE" + chunk(b"fmt ", fmt) + before + chunk(b"data", data) + after
    return b"RIFF" + struct.pack("<I", len(body)) + body


def fmt_chunk(kind: int, channels: int, rate: int, bits: int, container: int | None = None) -> bytes:
    align = channels * (container or (bits + 7) // 8)
    return struct.pack("<HHIIHH", kind, channels, rate, rate * align, align, bits)


def tone(rate: int, seconds: float = 0.2) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(int(rate * seconds)) / rate)


def encode(sound: np.ndarray, kind: int, bits: int) -> bytes:
    if kind == FLOAT:
        return sound.astype("<f4" if bits == 32 else "<f8").tobytes()
    if bits == 8:
        return np.rint(sound * 127 + 128).astype(np.uint8).tobytes()
    whole = np.rint(sound * (2 ** (bits - 1) - 1)).astype("<i4")
    if bits == 24:
        return whole.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    return whole.astype(f"<i{bits // 8}").tobytes()


def save(folder: Path, content: bytes) -> Path:
    path = folder / "recording.wav"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("rate", [4_000, 8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize(
    ("kind", "bits"), [(PCM, 8), (PCM, 16), (PCM, 24), (PCM, 32), (FLOAT, 32), (FLOAT, 64)]
)
def test_every_width_rate_and_number_of_channels_gives_the_same_sound(
    tmp_path: Path, rate: int, channels: int, kind: int, bits: int
) -> None:
    sound = tone(rate)
    frames = np.repeat(sound, channels)
    read = read_wav(
        save(tmp_path, wav_bytes(fmt_chunk(kind, channels, rate, bits), encode(frames, kind, bits)))
    )
    assert read.warning is None
    assert read.pcm.rate == rate
    assert read.pcm.samples.dtype == np.int16
    tolerance = 300 if bits == 8 else 2
    assert np.abs(read.pcm.samples - sound * 32_768).max() <= tolerance


def test_sixteen_bits_come_back_bit_for_bit(tmp_path: Path) -> None:
    samples = np.arange(-32_768, 32_768, dtype=np.int16)
    write_wav(tmp_path / "all.wav", Pcm(samples, 16_000))
    assert np.array_equal(read_wav(tmp_path / "all.wav").pcm.samples, samples)


def test_stereo_is_mixed_not_halved_to_one_side(tmp_path: Path) -> None:
    frames = np.stack((np.full(100, 1000), np.full(100, 3000)), axis=1).astype("<i2")
    read = read_wav(save(tmp_path, wav_bytes(fmt_chunk(PCM, 2, 16_000, 16), frames.tobytes())))
    assert set(read.pcm.samples) == {2000}


def test_extensible_format_with_24_bits_in_32_is_read(tmp_path: Path) -> None:
    samples = np.rint(tone(16_000) * (2**23 - 1)).astype("<i4") << 8
    fmt = fmt_chunk(EXTENSIBLE, 1, 16_000, 24, container=4) + struct.pack("<HHIH", 22, 24, 4, PCM) + GUID_REST
    read = read_wav(save(tmp_path, wav_bytes(fmt, samples.tobytes())))
    assert np.abs(read.pcm.samples - tone(16_000) * 32_768).max() <= 2


def test_other_chunks_of_odd_length_are_stepped_over(tmp_path: Path) -> None:
    data = encode(tone(16_000), PCM, 16)
    odd = chunk(b"LIST", b"odd") + chunk(b"cue ", b"12345")
    read = read_wav(save(tmp_path, wav_bytes(fmt_chunk(PCM, 1, 16_000, 16), data, before=odd, after=odd)))
    assert len(read.pcm.samples) == len(data) // 2


def test_infinite_and_missing_values_become_bounded_sound(tmp_path: Path) -> None:
    sound = np.array([np.nan, np.inf, -np.inf, 5.0, -5.0, 0.0])
    data = encode(sound, FLOAT, 32)
    read = read_wav(save(tmp_path, wav_bytes(fmt_chunk(FLOAT, 1, 16_000, 32), data)))
    assert read.pcm.samples.tolist() == [0, 32_767, -32_768, 32_767, -32_768, 0]


def test_truncated_file_gives_what_is_there_and_says_so(tmp_path: Path) -> None:
    whole = wav_bytes(fmt_chunk(PCM, 2, 16_000, 16), encode(np.repeat(tone(16_000, 1.0), 2), PCM, 16))
    read = read_wav(save(tmp_path, whole[: len(whole) // 2 + 1]))
    assert 0.45 < read.pcm.seconds < 0.55
    assert read.warning is not None
    assert "recording.wav ends early" in read.warning


@pytest.mark.parametrize("promised", [0, 0xFFFFFFFF])
def test_length_left_open_by_a_recorder_is_taken_from_the_file(tmp_path: Path, promised: int) -> None:
    content = bytearray(wav_bytes(fmt_chunk(PCM, 1, 16_000, 16), encode(tone(16_000, 1.0), PCM, 16)))
    content[40:44] = struct.pack("<I", promised)
    read = read_wav(save(tmp_path, bytes(content)))
    assert read.pcm.seconds == 1.0
    assert read.warning is not None


def one_sentence(error: VoiceskillError, path: Path) -> bool:
    text = str(error)
    return text.startswith(str(path)) and text.endswith(".") and "\n" not in text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF",
        b"ID3\x04 this is an mp3" * 50,
        b"RIFF\0\0\0\0WAVE",
        wav_bytes(fmt_chunk(PCM, 1, 16_000, 16), b""),
        wav_bytes(fmt_chunk(PCM, 0, 16_000, 16), b"12345678"),
        wav_bytes(fmt_chunk(PCM, 1, 0, 16), b"12345678"),
        wav_bytes(fmt_chunk(PCM, 1, 500_000, 16), b"12345678"),
        wav_bytes(fmt_chunk(7, 1, 8_000, 8), b"12345678"),
        wav_bytes(b"\1\0", b"12345678"),
        b"RIFF\0\0\0\0WAVE" + chunk(b"data", b"12345678"),
    ],
)
def test_what_is_not_a_usable_recording_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = save(tmp_path, content)
    with pytest.raises(VoiceskillError) as caught:
        read_wav(path)
    assert one_sentence(caught.value, path)


def test_missing_file_and_folder_are_refused_in_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(VoiceskillError) as caught:
            read_wav(path)
        assert one_sentence(caught.value, path)


def test_recording_that_is_too_long_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = save(tmp_path, wav_bytes(fmt_chunk(PCM, 1, 16_000, 16), b"\0" * 64_000))
    with pytest.raises(VoiceskillError, match="minutes long"):
        read_wav(path, max_seconds=1.5)


@given(st.binary(max_size=80), st.integers(0, 60))
def test_damaged_headers_never_end_in_anything_but_sound_or_one_sentence(noise: bytes, at: int) -> None:
    content = bytearray(wav_bytes(fmt_chunk(PCM, 1, 16_000, 16), encode(tone(16_000, 0.01), PCM, 16)))
    content[at : at + len(noise)] = noise
    path = Path(f"/dev/shm/voiceskill-damaged-{os.getpid()}.wav")
    path.write_bytes(bytes(content))
    try:
        assert read_wav(path).pcm.samples.dtype == np.int16
    except VoiceskillError as error:
        assert one_sentence(error, path)
    finally:
        path.unlink()


@given(st.integers(0, 3000), st.sampled_from([8_000, 16_000, 22_050, 44_100, 48_000, 192_000]))
def test_resampling_keeps_the_duration(count: int, rate: int) -> None:
    resampled = to_rate(Pcm(np.zeros(count, np.int16), rate), 16_000)
    assert abs(len(resampled.samples) - count * 16_000 / rate) <= 1
    assert not resampled.samples.any()


def test_resampling_keeps_the_sound() -> None:
    resampled = to_rate(Pcm(np.rint(tone(44_100, 1.0) * 32_767).astype(np.int16), 44_100), 16_000)
    expected = tone(16_000, 1.0) * 32_767
    assert np.abs(resampled.samples[200:-200] - expected[200:-200]).max() < 10


def test_a_file_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "session.wav"
    writer = WavWriter(path, 16_000, channels=2)
    writer.write(np.ones((160, 2), np.int16))
    assert not path.exists()
    writer.close()
    assert read_wav(path).pcm.samples.tolist() == [1] * 160
    assert list(tmp_path.iterdir()) == [path]


def test_interrupted_writing_keeps_the_old_file_and_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "session.wav"
    write_wav(path, Pcm(np.full(10, 7, np.int16), 16_000))
    with pytest.raises(KeyboardInterrupt), WavWriter(path, 16_000) as writer:
        writer.write(np.full(20, 9, np.int16))
        raise KeyboardInterrupt
    assert read_wav(path).pcm.samples.tolist() == [7] * 10
    assert read_wav(tmp_path / "session.partial.wav").pcm.samples.tolist() == [9] * 20


def test_full_disk_is_one_sentence_and_loses_nothing_that_was_written(tmp_path: Path) -> None:
    path = tmp_path / "session.wav"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with pytest.raises(VoiceskillError) as caught, WavWriter(path, 16_000) as writer:
            resource.setrlimit(resource.RLIMIT_FSIZE, (33_000, limits[1]))
            for _ in range(10):
                writer.write(np.full(16_000, 5, np.int16))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert one_sentence(caught.value, path)
    kept = read_wav(tmp_path / "session.partial.wav")
    assert kept.warning is None
    assert set(kept.pcm.samples) == {5}
    assert len(kept.pcm.samples) == (33_000 - 44) // 2
    assert not path.exists()


def test_folder_that_is_missing_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "session.wav"
    with pytest.raises(VoiceskillError) as caught:
        WavWriter(path, 16_000)
    assert one_sentence(caught.value, path)
