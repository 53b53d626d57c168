"""``voiceskill understand``: the meaning of a text, or of JSON lines."""

from __future__ import annotations

import argparse
import json
import sys

from voiceskill.console import remark, show
from voiceskill.understanding.meaning import LISTENING_STATES

__all__ = ["add_parser"]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``understand`` to the command line."""
    parser = subparsers.add_parser(
        "understand",
        help="the meaning of a text, or of JSON lines on standard input",
        description=(
            'Without TEXT reads {"text": ..., "state": ..., "facts_known": [...]} a line '
            "and answers each in order."
        ),
    )
    parser.add_argument("text", nargs="*", metavar="TEXT")
    parser.add_argument("--state", choices=LISTENING_STATES, default="idle", help="what the dialogue expects")
    parser.add_argument(
        "--fact",
        action="append",
        default=[],
        metavar="NAME",
        help='a fact or sign that is known from before, as "facts" and "heard" name them; may be repeated',
    )
    parser.set_defaults(handler=_understand)


def _understand(arguments: argparse.Namespace) -> int:
    from voiceskill.app.content import shipped_understander
    from voiceskill.understanding.jsonl import BadLine, as_json, read_line

    understander = shipped_understander()
    if arguments.text:
        meaning = understander.understand(" ".join(arguments.text), arguments.state, arguments.fact)
        show(json.dumps(as_json(meaning), ensure_ascii=False))
        return 0
    status = 0
    for number, line in enumerate(sys.stdin, start=1):
        try:
            request = read_line(line, arguments.state)
        except BadLine as error:
            remark(f"voiceskill: line {number}: {error}")
            show(json.dumps({"error": str(error)}, ensure_ascii=False))
            status = 1
            continue
        known = (*arguments.fact, *request.facts_known)
        meaning = understander.understand(request.text, request.state, known)
        show(json.dumps(as_json(meaning), ensure_ascii=False))
    return status
