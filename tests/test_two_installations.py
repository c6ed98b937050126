"""Two installations, each with a home, a port and processes of its own: what one publishes the other adopts, and what
came of it returns. No server stands between them, and nothing broken or forged gets through."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.conf import settings

from .conftest import _migrated

ROOT = Path(__file__).parents[1]
LISTEN = "import django; django.setup(); from tests.feeds_world import listen; listen()"
SKWER = "import sys; from skwer.cli import main; sys.exit(main(sys.argv[1:]))"


@dataclass
class Installation:
    """A home and a port."""

    home: Path
    name: str
    port: int

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SKWER_", "DJANGO_"))}
        return {
            **inherited,
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "DJANGO_SETTINGS_MODULE": "skwer.settings",
            "SKWER_HOME": str(self.home),
            "SKWER_SECRET_KEY": "only-for-this-test-of-two-installations",
            "SKWER_ORIGIN": self.origin,
            "SKWER_FEED_NAME": self.name,
            "SKWER_FEED_PRIVATE": "1",
        }

    def run(self, *words: str, **how: Any) -> subprocess.Popen[str]:
        """A process of this installation."""
        return subprocess.Popen([sys.executable, *words], env=self.environment, cwd=ROOT, text=True, **how)

    @cached_property
    def inside(self) -> subprocess.Popen[str]:
        """One that does what it is told, line by line."""
        return self.run("-c", LISTEN, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def does(self, what: str, *words: str) -> dict[str, Any]:
        """A function of `feeds_world`; what it told."""
        assert self.inside.stdin
        assert self.inside.stdout
        self.inside.stdin.write(json.dumps([what, *words]) + "\n")
        self.inside.stdin.flush()
        told = json.loads(self.inside.stdout.readline() or '{"failed": "the process ended"}')
        assert "failed" not in told, f"{self.name}, {what}: {told['failed']}"
        return dict(told["told"])

    def skwer(self, *words: str, code: int = 0) -> str:
        """One command; what it printed."""
        told = self.does("skwer", *words)
        assert told["code"] == code, told["printed"]
        return str(told["printed"])

    def key(self) -> str:
        told = self.skwer("feed", "key")
        return next(line.split()[-1] for line in told.splitlines() if line.startswith("Public key"))

    def serve(self) -> subprocess.Popen[str]:
        words = ("serve", "--port", str(self.port), "--workers", "1", "--threads", "2")
        process = self.run("-c", SKWER, *words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _again in range(240):
            if process.poll() is not None:
                pytest.fail(f"{self.name} does not serve")
            try:
                if self.page("/healthz"):
                    return process
            except OSError:
                time.sleep(0.25)
        pytest.fail(f"{self.name} does not answer")

    def page(self, path: str) -> str:
        with urlopen(self.origin + path, timeout=30) as answer:
            return str(answer.read().decode())


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def two(tmp_path_factory, django_db_setup) -> Iterator[tuple[Installation, Installation]]:
    """Two empty installations that serve. Their databases are files, whatever the other tests run on."""
    migrated = _migrated()
    if migrated is None or not migrated.exists():
        pytest.skip("the run on SQLite shows this")
    homes = [tmp_path_factory.mktemp(name) for name in ("lipowiec", "brzezina")]
    lemmas = Path(settings.LEMMAS_ROOT)  # made once for all tests
    lemmas.mkdir(exist_ok=True)
    for home in homes:
        (home / "lemmas").symlink_to(lemmas)
    here, there = (
        Installation(home, name, _free_port()) for home, name in zip(homes, ("Lipowiec", "Brzezina"), strict=True)
    )
    for one in (here, there):
        shutil.copyfile(migrated, one.home / "skwer.sqlite3")
        one.skwer("manage", "createcachetable")
    serving = [here.serve(), there.serve()]
    yield here, there
    for process in [*serving, here.inside, there.inside]:
        process.terminate()
    for process in [*serving, here.inside, there.inside]:
        process.communicate(timeout=20)


@pytest.fixture(scope="module")
def joined(two) -> tuple[Installation, Installation]:
    """The second reads the feed of the first: a practice and its kit."""
    here, there = two
    here.does("write")
    key = here.key()
    here.skwer("feed", "publish")
    there.does("subscribe", f"{here.origin}/feed/", key)
    assert "2 new items" in there.skwer("feed", "pull")
    assert key[:4] in here.page("/feed/")
    return here, there


def test_a_practice_travels_is_adopted_and_its_evidence_returns(joined) -> None:
    here, there = joined
    adopted = there.does("adopt")
    assert adopted["title"] == "Ogrody na podwórkach"
    assert "Lipowiec" in there.page(f"/practices/{adopted['practice']}/")

    their_key = there.key()
    there.skwer("feed", "publish")
    here.does("subscribe", f"{there.origin}/feed/feed.json", their_key)
    here.skwer("feed", "pull")
    assert here.does("seen")["evidence"] == [["Brzezina Mała", "Brzezina", "2"]]
    assert "Brzezina Mała" in here.page("/practices/budzet-od-sasiadow/")

    # a newer version of the kit offers itself to the city that adopted it
    here.does("write_more", "400000.00")
    here.skwer("feed", "publish")
    there.skwer("feed", "pull")
    assert there.does("offers")["offers"] == [["Miejsca sąsiadów", 2]]


def test_what_is_changed_forged_or_old_changes_nothing_and_says_why(joined) -> None:
    here, there = joined
    listed = here.home / "feed" / "feed.json"
    older = listed.read_bytes()
    before = there.does("seen")

    def refused(reason: str) -> None:
        told = there.skwer("feed", "pull", f"{here.origin}/feed/feed.json", code=2)
        assert f"refused ({reason})" in told
        now = there.does("seen")
        assert now.pop("refused") == [reason]
        assert now == {name: value for name, value in before.items() if name != "refused"}

    # one changed byte in the list
    listed.write_bytes(older.replace(b'"items":[', b'"items":[ ', 1))
    refused("signature")
    listed.write_bytes(older)

    # one changed byte in a document that is new
    here.does("write_more", "410000.00")
    here.skwer("feed", "publish")
    path = here.home / "feed" / next(i["path"] for i in json.loads(listed.read_bytes())["items"] if i["kind"] == "kit")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"410000.00", b"910000.00", 1))
    refused("item_hash")
    path.write_bytes(whole)
    there.skwer("feed", "pull")
    before = there.does("seen")

    # an older list, played once more
    newer = listed.read_bytes()
    listed.write_bytes(older)
    refused("replayed")
    listed.write_bytes(newer)

    # the key is changed and followed; then somebody signs with the old one
    secret = next((here.home / "keys").glob("feed-*.key")).read_text()
    here.skwer("feed", "rotate")
    there.skwer("feed", "pull")
    before = there.does("seen")
    sign = (
        "import json, sys; from skwer.apps.practices.federation import envelope as e; "
        "d = json.loads(open(sys.argv[1]).read()); d['sequence'] += 1; s = bytes.fromhex(sys.argv[2]); "
        "d['publisher']['key'] = e.public_of(s); d['signature'] = e.sign(d, s); "
        "open(sys.argv[1], 'wb').write(e.canonical(d))"
    )
    subprocess.run([sys.executable, "-c", sign, str(listed), secret], env=here.environment, check=True)
    refused("old_key")
