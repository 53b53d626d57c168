"""``voiceskill serve``: one server for Home Assistant's voice pipeline and for satellites."""

from __future__ import annotations

import argparse

__all__ = ["add_parser"]

_ADDRESS = "tcp://127.0.0.1:10700"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``serve`` to the command line."""
    parser = subparsers.add_parser(
        "serve",
        help="serve Home Assistant and satellites in the Wyoming protocol",
        description="Speech to text, answers and text to speech for Home Assistant's voice pipeline; whole "
        "sessions, counts included, for Wyoming satellites.",
    )
    parser.add_argument(
        "--uri",
        default=_ADDRESS,
        help="where to listen: tcp://HOST:PORT or unix:///PATH (default: %(default)s, this machine only)",
    )
    parser.add_argument(
        "--satellite",
        action="append",
        default=[],
        metavar="[ROOM=]URI",
        help="connect to this satellite and talk with whoever is in its room; may be given several times",
    )
    parser.add_argument("--announce", action="store_true", help="let Home Assistant find the server")
    parser.add_argument("--model", metavar="NAME", help="recognizer's model: a name or a folder")
    parser.set_defaults(handler=_serve)


def _serve(arguments: argparse.Namespace) -> int:
    from voiceskill.app.run_serve import run_serve
    from voiceskill.config import load_config
    from voiceskill.serve.address import parse_address, parse_satellite
    from voiceskill.serve.server import ServerSettings
    from voiceskill.service.notify import ServiceManager

    settings = ServerSettings(
        parse_address(arguments.uri), [parse_satellite(satellite) for satellite in arguments.satellite]
    )
    config = load_config().with_devices(None, None, arguments.model)
    return run_serve(config, settings, ServiceManager.from_environment(), announce=arguments.announce)
