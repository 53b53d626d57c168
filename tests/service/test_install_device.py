"""The installer says what it does, and the service it puts in place is right and well shut in."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
UNIT = CHECKOUT / "packaging/voiceskill.service"
MOST_EXPOSED = 1.0

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd")


def installer(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [CHECKOUT / "script/install-device", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_dry_run_tells_each_command_and_changes_nothing() -> None:
    done = installer("--dry-run")
    assert done.returncode == 0, done.stderr
    for words in (
        "useradd --system",
        "/opt/voiceskill/venv/bin/python -m pip install",
        "--require-hashes",
        "/usr/local/bin/voiceskill prepare",
        "packaging/voiceskill.service /etc/systemd/system/voiceskill.service",
    ):
        assert words in done.stdout
    assert not Path("/opt/voiceskill").exists()


def test_the_network_is_a_choice() -> None:
    assert "network.conf" in installer("--dry-run", "--network").stdout
    assert "rm -f" in installer("--dry-run").stdout


def test_uninstalling_keeps_the_diary_unless_told_otherwise() -> None:
    kept = installer("--dry-run", "--uninstall").stdout
    assert "/var/lib/voiceskill" not in kept.replace("still in /var/lib/voiceskill", "")
    assert "rm -rf /var/lib/voiceskill" in installer("--dry-run", "--uninstall", "--purge").stdout


@pytest.mark.parametrize("arguments", [("--purge",), ("--please",), ("--dry-run", "now")])
def test_wrong_usage_is_explained(arguments: tuple[str, ...]) -> None:
    done = installer(*arguments)
    assert done.returncode == 2
    assert "--uninstall" in done.stderr
    assert done.stdout == ""


@needs_systemd
def test_systemd_finds_no_fault_in_the_unit(tmp_path: Path) -> None:
    program = tmp_path / "opt/voiceskill/venv/bin/voiceskill"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    unit = tmp_path / "voiceskill.service"
    unit.write_text(UNIT.read_text().replace("/opt/voiceskill", f"{tmp_path}/opt/voiceskill"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "voiceskill" in line]
    assert complaints == []


@needs_systemd
def test_the_unit_is_well_shut_in() -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", UNIT],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found = re.search(r"Overall exposure level for voiceskill.service: ([\d.]+)", done.stdout)
    assert found is not None, done.stdout + done.stderr
    assert float(found.group(1)) <= MOST_EXPOSED
