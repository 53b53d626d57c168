"""The wheel, installed away from the checkout, finds its content and runs."""

from __future__ import annotations

import json
import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from support.command import voiceskill

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``voiceskill`` command of a fresh environment that holds only the wheel and its dependencies."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(CHECKOUT)], check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    environment = folder / "venv"
    venv.create(environment, with_pip=False)
    [packages] = environment.glob("lib/python*/site-packages")
    # Dependencies come from the test's own environment; its .pth files, and so the checkout, do not.
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()))
    pip = [sys.executable, "-m", "pip", "--python", str(environment), "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    return environment / "bin" / "voiceskill"


def test_it_understands_with_its_own_intents(installed: Path, tmp_path: Path) -> None:
    done = voiceskill("understand", "my foot is cramping", program=[str(installed)], cwd=tmp_path)
    assert json.loads(done.stdout)["body_part"] == "foot"


def test_it_does_not_look_into_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = "from voiceskill.locations import content_dir; print(content_dir('intents'))"
    python = installed.with_name("python")
    shown = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert str(CHECKOUT) not in shown.stdout
    assert "site-packages" in shown.stdout


def test_a_typed_session_runs(installed: Path, tmp_path: Path) -> None:
    done = voiceskill(
        "run", "--typed", stdin="my calf is cramping\nstop\n", program=[str(installed)], cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "calf" in done.stdout.lower()


def test_the_demonstration_runs_where_there_is_neither_sound_nor_terminal(
    installed: Path, tmp_path: Path
) -> None:
    done = voiceskill("run", program=[str(installed)], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    written = {path.name for path in (tmp_path / "voiceskill-demo").iterdir()}
    assert written == {"microphone.wav", "session.wav", "transcript.txt", "timeline.jsonl", "timeline.png"}
