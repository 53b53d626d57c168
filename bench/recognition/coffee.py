"""Real people's commands: our maker's model beside PocketSphinx's own decoder, clean and in kitchen noise.

    python -m bench.recognition.coffee ../shared/speech --limit 140

Both get the same sentences (drawn from the benchmark's grammar) and the same pronunciations. A command is
right when all its slots are. PocketSphinx hears each recording whole, with the cepstral mean of the whole
of it and its best settings; ours hears it cold and in pieces of 100 ms.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pocketsphinx

from bench.recognition.coffee_set import CoffeeSet, Recording, with_noise
from bench.recognition.spoken import RATE, Samples, quiet
from voiceskill.audio.pcm import Pcm
from voiceskill.recognition.decode import decode
from voiceskill.recognition.language_model.arpa import arpa_text
from voiceskill.recognition.language_model.general_english import GeneralEnglish
from voiceskill.recognition.language_model.ngram import estimate
from voiceskill.recognition.model_maker.maker import make_model
from voiceskill.recognition.model_maker.settings import ModelSettings
from voiceskill.recognition.model_maker.sphinx.acoustic_model import dictionary_path
from voiceskill.recognition.model_maker.sphinx.dictionary import read_dictionary
from voiceskill.recognition.vosk_recognizer import VoskRecognizer

Hear = Callable[[Samples], str]
SETTINGS = replace(ModelSettings(), order=3, discount=0.4)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("speech", type=Path, help="the folder with coffee/ and kitchen_noise.wav")
    parser.add_argument("--limit", type=int, default=140, help="recordings of the measurement set to use")
    parser.add_argument(
        "--noise", type=int, nargs="*", default=[24, 18, 12, 6], help="dB of signal over noise"
    )
    arguments = parser.parse_args()
    if not (arguments.speech / "coffee" / "labels.json").exists():
        raise SystemExit(f"There are no recordings in {arguments.speech}: this bench is skipped.")
    coffee = CoffeeSet(arguments.speech / "coffee")
    with wave.open(str(arguments.speech / "kitchen_noise.wav")) as file:
        noise = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    recordings = coffee.measurement[: arguments.limit]
    print("| decoder | noise | right | of | processor s per s |\n| --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        decoders = {
            "Vosk, made model": ours(coffee, Path(folder)),
            "PocketSphinx": theirs(coffee, Path(folder)),
        }
        for snr in [None, *arguments.noise]:
            for name, hear in decoders.items():
                print(row(name, hear, coffee, recordings, noise, snr), flush=True)


def row(
    name: str, hear: Hear, coffee: CoffeeSet, recordings: list[Recording], noise: Samples, snr: int | None
) -> str:
    right, seconds, busy = 0, 0.0, 0.0
    for seed, recording in enumerate(recordings):
        samples = recording.samples()
        if snr is not None:
            samples = with_noise(samples, noise, snr, seed)
        begun = time.process_time()
        text = hear(samples)
        busy += time.process_time() - begun
        seconds += len(samples) / RATE
        right += coffee.slots_of(text) == recording.slots
    condition = "clean" if snr is None else f"{snr} dB"
    share = f"{100 * right / len(recordings):.1f} %"
    return f"| {name} | {condition} | {share} | {len(recordings)} | {busy / seconds:.2f} |"


def ours(coffee: CoffeeSet, folder: Path) -> Hear:
    sentences = [(words, 1.0) for words in coffee.sentences(6_000)]
    lexicon = read_dictionary(dictionary_path(), {word for words, _ in sentences for word in words})
    make_model(folder / "model", sentences, lexicon, GeneralEnglish({}, {}), SETTINGS, quiet)
    opened = VoskRecognizer(folder / "model")

    def hear(samples: Samples) -> str:
        recording = Pcm(samples, RATE)
        return " ".join(hypothesis.text for hypothesis in decode(opened.sibling(), recording))

    return hear


def theirs(coffee: CoffeeSet, folder: Path) -> Hear:
    sentences = [(words, 1.0) for words in coffee.sentences(6_000)]
    ngram = estimate(
        sentences,
        GeneralEnglish({}, {}),
        order=SETTINGS.order,
        discount=SETTINGS.discount,
        background_share=0.0,
    )
    (folder / "coffee.arpa").write_text(arpa_text(ngram))
    model = Path(pocketsphinx.get_model_path()) / "en-us"
    decoder = pocketsphinx.Decoder(
        hmm=str(model / "en-us"),
        dict=str(model / "cmudict-en-us.dict"),
        lm=str(folder / "coffee.arpa"),
        topn=64,
        ds=2,
        loglevel="FATAL",
    )

    def hear(samples: Samples) -> str:
        decoder.start_utt()
        decoder.process_raw(samples.tobytes(), full_utt=True)
        decoder.end_utt()
        found = decoder.hyp()
        return found.hypstr if found else ""

    return hear


if __name__ == "__main__":
    main()
