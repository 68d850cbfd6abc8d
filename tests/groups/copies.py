"""Copies of the product's source, with a group's folder and line taken out or put in, and processes over them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.apps import apps

import kokoroe
from installations import QUICK

SOURCE = Path(kokoroe.__file__).parent
HERE = Path(__file__).parent


def copied(folder: Path, *, without: Path | None = None) -> Path:
    """A copy of the source below the folder, but for one of its own; with what is compiled of it."""
    target = folder / "src" / "kokoroe"
    shutil.copytree(
        SOURCE,
        target,
        ignore=lambda at, names: [one for one in names if Path(at) / one == without],
    )
    return target


def without(group: str, folder: Path) -> Path:
    """The product without the group: its folder, and the line that registers it."""
    config = apps.get_app_config(group)
    source = copied(folder, without=Path(config.path))
    settings = source / "site" / "settings.py"
    lines = settings.read_text().splitlines(keepends=True)
    settings.write_text("".join(line for line in lines if line.strip() != f'"{config.name}",'))
    return source.parent


def added(group: Path, folder: Path) -> Path:
    """The product with one more group: its folder, and the line that registers it."""
    source = copied(folder)
    shutil.copytree(group, source / "duties" / group.name)
    settings = source / "site" / "settings.py"
    line = '    "kokoroe.plan",\n'
    text = settings.read_text()
    assert text.count(line) == 1
    settings.write_text(text.replace(line, f'{line}    "kokoroe.duties.{group.name}",\n'))
    return source.parent


def run(source: Path, data: Path, *command: str) -> str:
    """What a process with this source says of this installation."""
    path = f"{source}{os.pathsep}{QUICK['PYTHONPATH']}"
    environment = os.environ | QUICK | {"PYTHONPATH": path, "KOKOROE_DATA": str(data), "LANG": "en_US.UTF-8"}
    environment.pop("KOKOROE_DATABASE", None)
    ended = subprocess.run(
        [sys.executable, *command],
        env=environment,
        cwd=data.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr[-3000:]
    return ended.stdout
