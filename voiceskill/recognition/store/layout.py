"""Where models lie, and what one looks like."""

from __future__ import annotations

from pathlib import Path

from voiceskill.locations import data_dir

__all__ = ["is_model_folder", "model_folder"]

_ACOUSTIC_MODEL = Path("am/final.mdl")
_GRAPHS = (("graph/HCLG.fst",), ("graph/HCLr.fst", "graph/Gr.fst"))


def model_folder(name: str, root: Path | None = None) -> Path:
    """Where the model ``name`` is or would be; ``root`` is the folder of all models."""
    return (root if root is not None else data_dir() / "models") / name


def is_model_folder(folder: Path) -> bool:
    """Whether the files are there without which libvosk ends the process instead of reporting an error."""
    return (folder / _ACOUSTIC_MODEL).is_file() and any(
        all((folder / name).is_file() for name in names) for names in _GRAPHS
    )
