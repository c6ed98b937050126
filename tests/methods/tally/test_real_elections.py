"""Real elections: the published winners, and known figures of Equal Shares. Needs the folder SKWER_PABULIB."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from skwer.methods.tally import Rules, read_pabulib, tally

FOLDER = os.environ.get("SKWER_PABULIB", "")
FILES = sorted(Path(FOLDER).glob("*.pb")) if FOLDER else []
pytestmark = pytest.mark.elections

# Published results that the rule named in the file does not give; causes in docs/methods/official-results.md.
EXCEPTIONS = {"Poland_Warszawa_2024.pb": ({"1018", "1378", "1498"}, {"130", "306", "638"})}
NOT_COMPARABLE = {"unknown", "greedy-custom"}


@pytest.mark.skipif(not FILES, reason="SKWER_PABULIB names no folder with .pb files: real elections were not counted")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_official_gives_the_published_winners(path: Path) -> None:
    election = read_pabulib(path)
    chosen = {project.id: project.selected for project in election.projects}
    if all(value is None for value in chosen.values()) or election.meta.get("rule") in NOT_COMPARABLE:
        pytest.skip(f"{path.name} publishes no result to compare, or no rule to count by")
    counted = {project.id for project in tally(election, Rules(rule="official")).funded}
    published = {key for key, value in chosen.items() if value == 1}
    only_counted, only_published = EXCEPTIONS.get(path.name, (set(), set()))
    assert (counted - published, published - counted) == (only_counted, only_published)


# file, completion → number of winners, their cost, fingerprint of their sorted ids
EQUAL_SHARES = {
    ("Poland_Wieliczka_2023_Green_Budget.pb", "add1"): (30, 995079, "53d55afbd67e6cd0"),
    ("Poland_Wieliczka_2023_Green_Budget.pb", "add1-exhaustive"): (31, 984579, "238f7b42b07f5d71"),
    ("Poland_Swiecie_2023.pb", "add1"): (17, 1040337, "95b5295e8de03eaf"),
    ("Netherlands_Assen_2024.pb", "add1"): (9, 76700, "65d22151a3c9dd64"),
    ("Poland_Warszawa_2024.pb", "none"): (46, 24345201, "80b711b9c8f77809"),
}


@pytest.mark.parametrize(("name", "completion"), EQUAL_SHARES, ids="-".join)
def test_equal_shares_gives_the_known_figures(name: str, completion: str) -> None:
    path = Path(FOLDER) / name
    if not FOLDER or not path.exists():
        pytest.skip(f"{name} is not in the folder SKWER_PABULIB")
    outcome = tally(read_pabulib(path), Rules(rule="equal-shares", completion=completion))
    winners = sorted(project.id for project in outcome.funded)
    digest = hashlib.sha256("\n".join(winners).encode()).hexdigest()[:16]
    assert (len(winners), int(outcome.cost), digest) == EQUAL_SHARES[name, completion]
