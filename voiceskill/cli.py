"""The ``voiceskill`` command: finds the subcommand, and turns every failure into one sentence."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Protocol, TypeAlias

from voiceskill import __version__
from voiceskill.commands import (
    check,
    config,
    doctor,
    hear,
    journal,
    models,
    prepare,
    report,
    run,
    serve,
    setup,
    simulate,
    understand,
)
from voiceskill.console import remark
from voiceskill.errors import VoiceskillError

__all__ = ["main"]

Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class _Command(Protocol):
    def add_parser(self, subparsers: Subparsers) -> None: ...


_COMMANDS: tuple[_Command, ...] = (
    run,
    understand,
    hear,
    simulate,
    serve,
    prepare,
    check,
    doctor,
    models,
    journal,
    report,
    setup,
    config,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; 0 worked, 1 the work failed (one sentence on standard error), 2 wrong usage."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.handler(arguments)
        sys.stdout.flush()
    except VoiceskillError as error:
        return _failed(str(error))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _failed(f"{error.filename or 'the system'}: {error.strerror or error}.")
    except Exception as error:
        if os.environ.get("VOICESKILL_DEBUG"):
            traceback.print_exc()
        return _failed(
            f"a fault in voiceskill itself ({type(error).__name__}: {error}); "
            "run it again with VOICESKILL_DEBUG=1 to see where."
        )
    return status


def _failed(sentence: str) -> int:
    remark(f"voiceskill: {sentence}")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="voiceskill",
        description="Talks a person through a muscle cramp: offline, hands-free, beside the bed.",
        epilog="No clinician has reviewed what it says. In an emergency call your local emergency number.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in _COMMANDS:
        command.add_parser(subparsers)
    return parser
