"""``voiceskill models``: which speech models there are, fetching, building, choosing and checking them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from voiceskill.console import remark, show
from voiceskill.errors import VoiceskillError

if TYPE_CHECKING:
    from voiceskill.recognition.store.manifest import ModelEntry

__all__ = ["add_parser"]

_MEGABYTE = 1_000_000


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``models`` with its actions to the command line."""
    parser = subparsers.add_parser(
        "models",
        help="list, fetch, build, choose and check speech models",
        description="Speech models by name. Only 'fetch' uses the network.",
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    actions.add_parser("list", help="which models there are").set_defaults(handler=_list)
    fetch = actions.add_parser("fetch", help="download a model, resuming where it broke off")
    fetch.add_argument("name", metavar="NAME")
    fetch.set_defaults(handler=_fetch)
    build = actions.add_parser("build", help="make the default model if its phrases have changed")
    build.add_argument("--force", action="store_true", help="make it even if it is up to date")
    build.set_defaults(handler=_build)
    use = actions.add_parser("use", help="choose the model in the settings file")
    use.add_argument("name", metavar="NAME")
    use.set_defaults(handler=_use)
    verify = actions.add_parser("verify", help="compare models on this device with their checksums")
    verify.add_argument("names", metavar="NAME", nargs="*", help="by default all that are here")
    verify.set_defaults(handler=_verify)


def _list(_: argparse.Namespace) -> int:
    from voiceskill.config import load_config
    from voiceskill.recognition.store.manifest import load_manifest

    entries = load_manifest()
    chosen = load_config().model or next(entry.name for entry in entries if entry.made)
    for entry in entries:
        mark = "*" if entry.name == chosen else " "
        show(f"{mark} {entry.name}: {_state(entry)}, {entry.licence}")
        show(f"    {entry.about}")
    if chosen not in {entry.name for entry in entries}:
        show(f"* {chosen}: the folder chosen in the settings")
    return 0


def _state(entry: ModelEntry) -> str:
    from voiceskill.recognition.default_model import default_model_path
    from voiceskill.recognition.store.layout import model_folder

    if entry.made:
        return "built" if default_model_path().is_dir() else "not built yet"
    if model_folder(entry.name).is_dir():
        return "here"
    size = f" ({round(entry.archive_bytes / _MEGABYTE)} MB)" if entry.archive_bytes else ""
    return f"not fetched{size}"


def _fetch(arguments: argparse.Namespace) -> int:
    from voiceskill.recognition.model_files import check_model
    from voiceskill.recognition.store.installed import fetch, read_receipt
    from voiceskill.recognition.store.manifest import find_entry, load_manifest

    entry = find_entry(load_manifest(), arguments.name)
    folder = fetch(entry, progress=True)
    check_model(folder)
    receipt = read_receipt(entry.name)
    if entry.sha256 is None and receipt is not None:
        remark(
            f"Nobody published a checksum for {entry.name}: this first download is trusted, and its SHA-256 "
            f"{receipt.archive_sha256} is expected from now on."
        )
    show(f"{entry.name} is in {folder}; 'voiceskill models use {entry.name}' chooses it.")
    return 0


def _build(arguments: argparse.Namespace) -> int:
    from voiceskill.recognition.default_model import build_default_model, default_model, default_model_path
    from voiceskill.recognition.store.building import step_bar

    with step_bar() as begin:
        if arguments.force:
            build_default_model(default_model_path(), begin)
        folder = default_model(begin)
    show(f"The model is in {folder}.")
    return 0


def _use(arguments: argparse.Namespace) -> int:
    from voiceskill.config import load_config
    from voiceskill.config_file import write_setting
    from voiceskill.recognition.model_files import check_model
    from voiceskill.recognition.store.manifest import load_manifest
    from voiceskill.recognition.store.store import resolve_model

    folder = resolve_model(arguments.name, load_config())
    check_model(folder)
    known = any(entry.name == arguments.name for entry in load_manifest())
    value = arguments.name if known else str(folder.resolve())
    show(f"{write_setting('model', value)} now says 'model: {value}'.")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from voiceskill.recognition.store.manifest import find_entry, load_manifest

    entries = load_manifest()
    named = [find_entry(entries, name) for name in arguments.names]
    wanted = named or [entry for entry in entries if _is_here(entry)]
    if not wanted:
        raise VoiceskillError("No model is on this device: run 'voiceskill models build'.")
    failed = False
    for entry in wanted:
        try:
            _verify_one(entry)
            show(f"{entry.name}: ok")
        except VoiceskillError as error:
            failed = True
            remark(f"voiceskill: {error}")
    return int(failed)


def _is_here(entry: ModelEntry) -> bool:
    from voiceskill.recognition.default_model import default_model_path
    from voiceskill.recognition.store.layout import model_folder

    return (default_model_path() if entry.made else model_folder(entry.name)).is_dir()


def _verify_one(entry: ModelEntry) -> None:
    from voiceskill.recognition.default_model import default_model_path
    from voiceskill.recognition.model_files import check_model
    from voiceskill.recognition.store.installed import verify
    from voiceskill.recognition.store.layout import model_folder

    if entry.made:
        check_model(default_model_path())
        return
    verify(entry.name)
    check_model(model_folder(entry.name))
