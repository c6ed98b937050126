"""The house stands: no import climbs, and no foreign key named by string climbs either."""

import subprocess
import sys
import tomllib
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent


def _floors() -> dict[str, int]:
    """Height of every room, read from the contract that import-linter holds (top floor first)."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["containers"] == ["skwer.apps"])
    return {room.strip(" ()"): height for height, layer in enumerate(reversed(layers)) for room in layer.split("|")}


def test_imports_look_down() -> None:
    run = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-3000:]


def test_foreign_keys_look_down() -> None:
    floors = _floors()
    climbing = []
    for model in apps.get_models():
        app = model._meta.app_label
        if app not in floors:
            continue
        for field in model._meta.get_fields(include_parents=False):
            target = getattr(field, "related_model", None)
            if not field.concrete or target is None or target._meta.app_label not in floors:
                continue
            other = target._meta.app_label
            if other != app and floors[other] >= floors[app]:
                climbing.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert climbing == []


def test_every_room_is_on_a_floor() -> None:
    floors = _floors()
    rooms = {p.name for p in (ROOT / "src/skwer/apps").iterdir() if (p / "apps.py").exists()}
    assert rooms <= set(floors)


def test_rooms_have_a_readme_of_at_most_forty_lines() -> None:
    for room in sorted((ROOT / "src/skwer/apps").iterdir()):
        if (room / "apps.py").exists():
            text = (room / "README.md").read_text()
            assert 3 <= len(text.splitlines()) <= 40, room.name


def test_no_file_outgrows_its_room() -> None:
    """About 400 lines, then a file becomes a folder split by meaning."""
    crowded = {
        str(p.relative_to(ROOT)): n
        for p in (ROOT / "src").rglob("*.py")
        if "migrations" not in p.parts and (n := len(p.read_text().splitlines())) > 450
    }
    assert crowded == {}


def test_nothing_committed_names_this_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    forbidden = ("/" + "work/", ".." + "/shared", "/" + ".lib" + "rary")
    found = []
    for name in listed:
        path = ROOT / name
        if name == ".ci/run" or not path.is_file() or path.suffix in {".woff2", ".png", ".mo", ".webp", ".ico"}:
            continue
        text = path.read_text(errors="ignore")
        found += [f"{name}: {word}" for word in forbidden if word in text]
    assert found == []
