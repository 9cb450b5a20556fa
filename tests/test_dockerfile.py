"""The rules that Dockerfile and compose.yaml keep; no Docker engine is needed to check them."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, continuation lines joined and comments left out."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(line.split()[0].upper(), line.split(maxsplit=1)[1]) for line in joined.splitlines() if line.strip()]


def stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage, its FROM first; what stands before the first FROM is left out."""
    found: list[list[tuple[str, str]]] = []
    for instruction in instructions():
        if instruction[0] == "FROM":
            found.append([])
        if found:
            found[-1].append(instruction)
    return found


def of_kind(stage, kind):
    return [argument for name, argument in stage if name == kind]


def test_there_is_a_stage_that_builds_and_one_that_runs():
    build, run = stages()
    assert build[0][1].endswith(" AS build")
    assert of_kind(run, "COPY") == ["--from=build /app /app"]


def test_the_base_image_is_pinned_to_a_patch_release():
    arguments = dict(argument.split("=", 1) for name, argument in instructions() if name == "ARG")
    for stage in stages():
        image = stage[0][1].split()[0]
        image = re.sub(r"\$\{(\w+)\}", lambda match: arguments[match[1]], image)
        assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+(@sha256:[0-9a-f]{64})?", image), image


def test_it_runs_as_a_numbered_user_that_is_not_root():
    run = stages()[-1]
    user, group = of_kind(run, "USER")[-1].split(":")
    assert int(user) > 0
    assert int(group) > 0
    names = [name for name, _ in run]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert "RUN" not in names[names.index("USER") :]


def test_it_says_whether_it_is_healthy():
    (check,) = of_kind(stages()[-1], "HEALTHCHECK")
    assert "--interval=" in check
    assert "--timeout=" in check
    command = yaml.safe_load(check.split("CMD", 1)[1])
    assert command[0] == "wiredesk"


def test_the_final_stage_has_no_build_tools():
    commands = " ".join(of_kind(stages()[-1], "RUN"))
    assert not re.search(r"\b(apt|apt-get|gcc|make|pip install|curl|wget)\b", commands)
    assert "pip uninstall" in commands


def test_everything_from_outside_is_checked_by_hash():
    commands = " && ".join(of_kind(stages()[0], "RUN")).split("&&")
    installs = [shlex.split(command) for command in commands if " install" in command or " wheel" in command]
    outside = [words for words in installs if "-r" in words]
    assert len(outside) == 2
    assert all("--require-hashes" in words for words in outside)
    assert all("--no-index" in words or "--no-deps" in words for words in installs if words not in outside)
    assert not of_kind(stages()[0], "ADD")


def test_what_is_copied_into_the_build_passes_the_dockerignore():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = {word for argument in of_kind(stages()[0], "COPY") for word in argument.split()[:-1]}
    assert copied <= let_in
    assert all((ROOT / path).exists() for path in copied)


@pytest.fixture(scope="module")
def services():
    return yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def test_compose_publishes_no_port(services):
    assert not any("ports" in service or service.get("network_mode") == "host" for service in services.values())


def test_the_queue_keeps_everything(services):
    queue = services["queue"]
    assert re.fullmatch(r"valkey/valkey:\d+\.\d+\.\d+-alpine[\d.]*", queue["image"])
    options = dict(zip(queue["command"][1::2], queue["command"][2::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--maxmemory-policy"] == "noeviction"
    assert queue["volumes"] == ["queue:/data"]
    assert queue["healthcheck"]["test"] == ["CMD", "valkey-cli", "ping"]


def test_crawler_and_consumer_wait_for_a_healthy_queue(services):
    for name in ("crawler", "consumer"):
        assert services[name]["depends_on"]["queue"]["condition"] == "service_healthy"
        assert services[name]["environment"]["WIREDESK_REDIS_URL"].startswith("redis://queue:")


@pytest.mark.parametrize("moment", ["in a crawl", "in the pause"])
def test_the_schedule_ends_cleanly_when_it_is_told_to(services, tmp_path, moment):
    """The loop as it stands in compose.yaml, with a short program in wiredesk's place that notes what befalls it."""
    crawl = tmp_path / "wiredesk"
    seconds = 30 if moment == "in a crawl" else 0
    crawl.write_text(
        "#!/bin/sh\ntrap 'echo ended cleanly >> log; kill $pause; exit 130' TERM\n"
        f"echo began >> log\nsleep {seconds} & pause=$!\nwait $pause\necho finished >> log\n"
    )
    crawl.chmod(0o755)
    script = services["crawler"]["command"][0].replace("$$", "$")
    shell = subprocess.Popen(
        ["/bin/sh", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PAUSE": "30"},
    )
    log = tmp_path / "log"
    wanted = "began" if moment == "in a crawl" else "finished"
    deadline = time.monotonic() + 30
    while not (log.exists() and wanted in log.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.2)
    shell.send_signal(signal.SIGTERM)
    shell.wait(timeout=30)
    assert log.read_text().split("\n")[:-1] == (
        ["began", "ended cleanly"] if moment == "in a crawl" else ["began", "finished"]
    )
