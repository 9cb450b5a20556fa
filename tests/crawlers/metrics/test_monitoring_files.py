"""The dashboard and the alert rules of docs/monitoring ask only for figures and labels that there are."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

DOCS = Path(__file__).parents[3] / "docs"
RULES = DOCS / "monitoring" / "alerts.rules.yml"
DASHBOARD = json.loads((DOCS / "monitoring" / "grafana-dashboard.json").read_text("utf-8"))
PANELS: list[dict[str, Any]] = DASHBOARD["panels"]
OF_PROMETHEUS = {"job", "instance", "le"}
OTHERS = {"node_textfile_mtime_seconds": {"file"}}
"""Figures of node_exporter."""


def labels_by_figure() -> dict[str, set[str]]:
    """What docs/metrics.md lists; its own test compares that with what the program prints."""
    found = dict(OTHERS)
    for line in (DOCS / "metrics.md").read_text("utf-8").splitlines():
        if line.startswith("| `wiredesk_"):
            names, labels = line.split("|")[1:3]
            for name in re.findall(r"wiredesk_\w+", names):
                found[name] = set(re.findall(r"\w+", labels))
                if "le" in found[name]:
                    found |= {f"{name}_{part}": found[name] for part in ("bucket", "sum", "count")}
    return found


def expressions() -> Iterator[tuple[str, str]]:
    for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]
    for panel in PANELS:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


@pytest.mark.parametrize(("where", "expression"), list(expressions()))
def test_figures_and_labels_are_there(where, expression):
    known = labels_by_figure()
    assert len(known) > 30
    used = re.findall(r"((?:wiredesk|node)_\w+)(?:\{([^}]*)\})?", expression)
    assert used
    assert {name for name, _ in used} <= known.keys()
    has = OF_PROMETHEUS.union(*(known[name] for name, _ in used))
    for name, matchers in used:
        assert set(re.findall(r"(\w+)(?:=~|!~|!=|=)\"", matchers)) <= known[name] | OF_PROMETHEUS, name
    for words in re.findall(r"\b(?:by|on) \(([^)]*)\)", expression):
        assert set(re.findall(r"\w+", words)) <= has


def test_the_dashboard_is_whole():
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    for one, other in combinations([panel["gridPos"] for panel in PANELS], 2):
        apart_x = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        apart_y = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert apart_x or apart_y
    variables = {one["name"] for one in DASHBOARD["templating"]["list"]} | {"__rate_interval"}
    assert set(re.findall(r"\$\{?(\w+)", json.dumps(DASHBOARD))) - {"__all"} == variables
    shown = {text for panel in PANELS for target in panel.get("targets", ())
             for text in re.findall(r"{{(\w+)}}", target["legendFormat"])}  # fmt: skip
    assert shown <= set().union(*labels_by_figure().values())


def promtool(*arguments: object) -> None:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool is not installed (Debian: apt-get install prometheus)")
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_promtool_reads_the_rules_and_every_expression_of_the_dashboard(tmp_path):
    promtool("check", "rules", RULES)
    recorded = [{"record": f"panel:{number}", "expr": re.sub(r"\$__rate_interval", "5m", expression)}
                for number, (_, expression) in enumerate(expressions())]  # fmt: skip
    path = tmp_path / "panels.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": recorded}]}))
    promtool("check", "rules", path)


def test_promtool_sees_each_alert_fire_and_none_where_all_is_well():
    tested = (RULES.parent / "alerts.test.yml").read_text("utf-8")
    assert not {rule for rule, _ in expressions() if rule.startswith("Wiredesk") and f'"{rule}"' not in tested}
    promtool("test", "rules", RULES.parent / "alerts.test.yml")
