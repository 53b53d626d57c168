"""Red flags: signs of danger in what a person says, found in every utterance before anything else."""

from voiceskill.understanding.red_flags.fitted_store import Tell
from voiceskill.understanding.red_flags.loading import load_red_flags
from voiceskill.understanding.red_flags.scanner import FlagFindings, RedFlagScanner
from voiceskill.understanding.red_flags.sentences import red_flag_sentences

__all__ = ["FlagFindings", "RedFlagScanner", "Tell", "load_red_flags", "red_flag_sentences"]
