"""The public package: what ``from wiredesk import …`` promises, tried as a stranger's program would use it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import wiredesk

ROOT = Path(__file__).resolve().parents[1]

PROGRAM = '''
import sys
import wiredesk
from wiredesk import Consumer, article_id, extract_article, parse_date

import crawlers, pipelines, settings  # the program's own modules, which merely have these names

assert settings.MINE and pipelines.MINE and crawlers.MINE
page = """<html lang="en"><head><meta property="og:type" content="article">
<meta property="article:published_time" content="2026-03-04T10:20:00+01:00"></head>
<body><h1>Bridge reopens in Kamen</h1>
<article><p>{}</p><p>{}</p></article></body></html>""".format(
    "The old bridge over the river was opened again on Wednesday after two years of repairs, the council said. " * 3,
    "Traffic had been led through the village of Dolna, whose people had complained about noise and dust. " * 3,
)
article = extract_article(page.encode(), "https://www.example.org/news/bridge-reopens-in-kamen")
print(wiredesk.__file__)
print(article.headline)
print(parse_date("4 March 2026").value.date())
print(article_id("https://example.org/a") == article_id("https://www.example.org/a/"))
print(Consumer.__name__, wiredesk.__version__)
'''


def run_beside_own_modules(folder: Path, python_path: Path) -> subprocess.CompletedProcess[str]:
    """Run PROGRAM in a folder that has modules called like the rooms of this project."""
    for name in ("settings.py", "crawlers.py"):
        (folder / name).write_text("MINE = True\n")
    (folder / "pipelines").mkdir()
    (folder / "pipelines" / "__init__.py").write_text("MINE = True\n")
    (folder / "program.py").write_text(PROGRAM)
    environment = {**os.environ, "PYTHONPATH": str(python_path)}
    command = [sys.executable, "program.py"]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=100, check=False
    )


def check_output(done: subprocess.CompletedProcess[str], home: Path) -> None:
    assert done.returncode == 0, done.stderr
    where, headline, day, same, consumer = done.stdout.splitlines()
    assert Path(where).is_relative_to(home)
    assert headline == "Bridge reopens in Kamen"
    assert day == "2026-03-04"
    assert same == "True"
    assert consumer.startswith("Consumer ")


def test_the_wheel_serves_a_program_that_has_its_own_settings_pipelines_and_crawlers(tmp_path):
    built, installed, program = tmp_path / "built", tmp_path / "installed", tmp_path / "program"
    program.mkdir()
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)], cwd=ROOT, check=True)
    (wheel,) = built.glob("wiredesk-*.whl")
    zipfile.ZipFile(wheel).extractall(installed)
    check_output(run_beside_own_modules(program, installed), installed)


def test_a_checkout_serves_such_a_program_too(tmp_path):
    check_output(run_beside_own_modules(tmp_path, ROOT), ROOT)


@pytest.mark.parametrize("name", wiredesk.__all__)
def test_every_public_name_is_there(name):
    assert getattr(wiredesk, name) is not None


def test_a_name_that_is_not_public_is_refused_with_those_that_are():
    with pytest.raises(AttributeError, match="extract_article"):
        wiredesk.extract_articles  # noqa: B018  the look-up itself is what is tested


def test_importing_the_package_imports_nothing_else():
    program = "import sys, wiredesk; print(*[name for name in sys.modules if name.startswith('wiredesk')])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["wiredesk"]


def test_a_type_checker_sees_every_public_name(tmp_path):
    program = tmp_path / "typed.py"
    program.write_text(
        "".join(f"from wiredesk import {name}\n" for name in wiredesk.__all__)
        + "reveal_type(parse_date)\nreveal_type(__version__)\n"
    )
    command = [sys.executable, "-m", "mypy", "--config-file=", "--ignore-missing-imports", str(program)]
    environment = {**os.environ, "MYPYPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert "ParsedDate" in done.stdout
    assert "error" not in done.stdout, done.stdout
