"""The reader's browser counts as we do, also where proposals ask for the same space and somebody steps back."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

import pytest

from skwer.apps.calls.deciding import compute

SCRIPT = Path(__file__).parents[2] / "src/skwer/web/static/js/recount.js"
RUN = """
import {readFileSync} from "node:fs";
const source = readFileSync(process.argv[1], "utf8");
const {recount} = await import("data:text/javascript," + encodeURIComponent(source));
const all = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(await Promise.all(all.map((inputs) => recount(inputs, "")))));
"""


def node() -> str:
    """The JavaScript engine that comes with the browser tests."""
    driver = pytest.importorskip("playwright._impl._driver")
    found = driver.compute_driver_executable()[0]
    if not Path(found).exists():
        pytest.skip("Playwright brought no engine for JavaScript")
    return str(found)


def decision(seed: int) -> dict:
    dice = random.Random(seed)
    numbers = list(range(1, dice.randint(2, 9)))
    groups: dict[int, list[str]] = {}
    for number in numbers:
        groups.setdefault(dice.randint(0, 3), []).append(str(number))
    inputs = {
        "call": "nabor", "method": "points", "weights": {"points": 100, "votes": 0}, "tally": None,
        "rule": {
            "allocation": dice.choice(["greedy", "greedy-no-skip"]), "completion": "none", "min_points": "20",
            "min_votes": 0, "ties": ["max-points", "min-cost", "lot"], "seed": f"s{seed}", "reserve": 3,
        },
        "pot": f"{dice.randint(1, 40)}.00",
        "projects": [{"number": n, "id": str(n), "cost": f"{dice.randint(1, 12)}.00"} for n in numbers],
        "exclusive": [group for key, group in groups.items() if key and len(group) > 1],
        "stages": [{"stage": 3, "kind": "assess", "scale": "60", "inputs": {},
                    "scores": {str(n): f"{dice.randint(0, 60)}/1" for n in numbers}}],
    }  # fmt: skip
    if dice.random() < 0.6:
        inputs["promotions"] = [[dice.choice(numbers)] for _step in range(dice.randint(1, 2))]
    return inputs


def test_the_recount_in_the_browser_agrees_on_spaces_and_promotions():
    given = [decision(seed) for seed in range(300)]
    done = subprocess.run(
        [node(), "--input-type=module", "-e", RUN, str(SCRIPT)],
        input=json.dumps(given), capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    ours = [[one["id"] for one in compute(inputs, None).outcome["funded"]] for inputs in given]
    assert json.loads(done.stdout) == ours
    assert any(line["reason"] == "exclusive" for inputs in given for line in compute(inputs, None).lines)
