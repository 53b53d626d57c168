"""``voiceskill config``: where the settings are, what they say, and whether they are right."""

from __future__ import annotations

import argparse

from voiceskill.console import show

__all__ = ["add_parser"]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``config`` with its actions to the command line."""
    parser = subparsers.add_parser(
        "config",
        help="show, check or create the settings file",
        description="The settings are one YAML file, edited by hand; every key is optional.",
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("show", help="all settings in force").set_defaults(handler=_show)
    actions.add_parser("path", help="where the file is").set_defaults(handler=_path)
    actions.add_parser("check", help="whether the file is right").set_defaults(handler=_check)
    actions.add_parser("init", help="write a commented file to edit").set_defaults(handler=_init)
    forget = actions.add_parser("forget", help="take back something that the device was asked to remember")
    forget.add_argument("fact", nargs="?", metavar="FACT", help="its name; without it, what is remembered")
    forget.set_defaults(handler=_forget)


def _show(_: argparse.Namespace) -> int:
    from voiceskill.config import load_config
    from voiceskill.config_file import as_yaml

    show(as_yaml(load_config()))
    return 0


def _path(_: argparse.Namespace) -> int:
    from voiceskill.locations import config_file

    show(str(config_file()))
    return 0


def _check(_: argparse.Namespace) -> int:
    from voiceskill.config import load_config
    from voiceskill.locations import config_file

    load_config()
    path = config_file()
    show(f"{path} is right." if path.exists() else f"{path} does not exist: every setting has its default.")
    return 0


def _init(_: argparse.Namespace) -> int:
    from voiceskill.config_file import create_config

    show(f"{create_config()} is ready to be edited.")
    return 0


def _forget(arguments: argparse.Namespace) -> int:
    from voiceskill.errors import VoiceskillError
    from voiceskill.remembered import forget_fact, load_remembered, remembered_path

    if arguments.fact is None:
        facts = load_remembered()
        for name, holds in sorted(facts.items()):
            show(f"{name}: {'yes' if holds else 'no'}")
        if not facts:
            show("Nothing was asked to be remembered.")
        return 0
    if not forget_fact(arguments.fact):
        raise VoiceskillError(
            f"'{arguments.fact}' is not remembered: 'voiceskill config forget' shows what is."
        )
    show(f"'{arguments.fact}' is forgotten: {remembered_path()}.")
    return 0
