"""docs/kubernetes against the schemas of Kubernetes, and against what our commands and settings are called."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import click
import jsonschema
import kubernetes_validate
import pytest
import yaml
from redis import Redis

from wiredesk.crawlers.cli import cli
from wiredesk.crawlers.running.site_crawls import STOP_SECONDS
from wiredesk.crawlers.scale_out.site_jobs import SiteQueues
from wiredesk.pipelines.archive.remote.address import is_address
from wiredesk.pipelines.archive.remote.shipper import HURRIED, STALLED
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import KINDS

FOLDER = Path(__file__).resolve().parents[1] / "docs/kubernetes"
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text("utf-8"))
FOREIGN = ("kustomize.config.k8s.io", "keda.sh")
"""API groups that Kubernetes itself has no schemas for."""


def objects() -> list[dict[str, Any]]:
    """All objects of all files, those of kustomize and KEDA too."""
    return [one for file in sorted(FOLDER.rglob("*.yaml")) for one in yaml.safe_load_all(file.read_text("utf-8"))]


DEPLOYMENTS = [one for one in objects() if one["kind"] == "Deployment"]


def named(one: dict[str, Any]) -> str:
    return f"{one['kind']} {one.get('metadata', {}).get('name', '')}"


@pytest.mark.parametrize("one", [one for one in objects() if not one["apiVersion"].startswith(FOREIGN)], ids=named)
def test_every_object_fits_its_schema(one):
    kubernetes_validate.validate(one, "1.30", strict=True)


def test_the_schemas_find_mistakes():
    wrong = {**DEPLOYMENTS[0], "spec": {**DEPLOYMENTS[0]["spec"], "replica": 2}}
    with pytest.raises(kubernetes_validate.ValidationError, match="replica"):
        kubernetes_validate.validate(wrong, "1.30", strict=True)


def test_every_file_is_listed():
    files = {file.name for file in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(KUSTOMIZATION["resources"]) == files
    assert {one["metadata"]["name"].removeprefix("wiredesk-") for one in DEPLOYMENTS} == {
        "scheduler", "crawl-worker", "worker", "serve",
    }  # fmt: skip


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=named)
def test_a_pod_calls_a_command_that_there_is_and_may_write_only_where_it_must(deployment):
    pod = deployment["spec"]["template"]
    assert deployment["spec"]["selector"]["matchLabels"].items() <= pod["metadata"]["labels"].items()
    (container,) = pod["spec"]["containers"]
    name, *options = container["args"]
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    command.make_parser(click.Context(command)).parse_args(list(options))
    assert container["image"] == KUSTOMIZATION["images"][0]["name"]
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert pod["spec"]["securityContext"]["runAsUser"] == 10001, "as in the Dockerfile"
    volumes = {one["name"]: one for one in pod["spec"]["volumes"]}
    mounts = {one["mountPath"]: one for one in container["volumeMounts"]}
    assert {one["name"] for one in mounts.values()} == set(volumes)
    writable = {path for path, one in mounts.items() if "emptyDir" in volumes[one["name"]]}
    assert writable == {"/data", "/tmp"}
    assert pod["spec"]["terminationGracePeriodSeconds"] >= (30 if name == "scheduler" else STOP_SECONDS + 10)


def test_when_nodes_are_drained_pods_of_a_kind_go_one_by_one():
    budgets = [one["spec"] for one in objects() if one["kind"] == "PodDisruptionBudget"]
    pods = [one["spec"]["selector"]["matchLabels"] for one in DEPLOYMENTS]
    assert sorted(map(str, pods)) == sorted(str(one["selector"]["matchLabels"]) for one in budgets)
    assert all(one["maxUnavailable"] == 1 for one in budgets)


def test_serve_is_asked_where_it_listens():
    service = next(one for one in objects() if one["kind"] == "Service")
    serve = next(one for one in DEPLOYMENTS if one["metadata"]["name"] == "wiredesk-serve")
    pod = serve["spec"]["template"]
    (container,) = pod["spec"]["containers"]
    assert service["spec"]["selector"].items() <= pod["metadata"]["labels"].items()
    (port,) = container["ports"]
    port_option = next(one for one in cli.get_command(click.Context(cli), "serve").params if one.name == "port")
    assert (port["name"], port["containerPort"]) == ("http", port_option.default)
    assert {container[probe]["httpGet"]["port"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")} == {
        "http"
    }


def test_the_settings_are_ours():
    literals = {one.partition("=")[0] for one in KUSTOMIZATION["configMapGenerator"][0]["literals"]}
    containers = [one["spec"]["template"]["spec"]["containers"][0] for one in DEPLOYMENTS]
    names = literals.union(*({one["name"] for one in container["env"]} for container in containers))
    assert names == {"WIREDESK_USER_AGENT", "WIREDESK_LOG_FORMAT", "WIREDESK_REDIS_URL"}
    assert {name.removeprefix("WIREDESK_").lower() for name in names} <= set(KINDS)


def test_raw_pages_go_into_one_volume_that_all_pods_share():
    component = yaml.safe_load((FOLDER / "archive/kustomization.yaml").read_text("utf-8"))
    (patch,) = component["patches"]
    named = re.compile(patch["target"]["name"])
    patched = {one["metadata"]["name"] for one in DEPLOYMENTS if named.fullmatch(one["metadata"]["name"])}
    assert patched == {one["metadata"]["name"] for one in DEPLOYMENTS} - {"wiredesk-scheduler"}, "all that fetch"
    added = {one["path"].split("/")[-2]: one["value"] for one in yaml.safe_load(patch["patch"])}
    (setting,) = component["configMapGenerator"][0]["literals"]
    assert setting == f"WIREDESK_ARCHIVE={added['volumeMounts']['mountPath']}"
    (claim,) = [one for one in objects() if one["kind"] == "PersistentVolumeClaim"]
    assert claim["metadata"]["name"] == added["volumes"]["persistentVolumeClaim"]["claimName"]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]
    for one in DEPLOYMENTS:
        spec = copy.deepcopy(one)
        pod = spec["spec"]["template"]["spec"]
        pod["volumes"].append(added["volumes"])
        pod["containers"][0]["volumeMounts"].append(added["volumeMounts"])
        kubernetes_validate.validate(spec, "1.30", strict=True)


def test_raw_pages_go_into_a_bucket_with_keys_of_a_secret():
    component = yaml.safe_load((FOLDER / "archive-s3/kustomization.yaml").read_text("utf-8"))
    (patch,) = component["patches"]
    named = re.compile(patch["target"]["name"])
    patched = [one for one in DEPLOYMENTS if named.fullmatch(one["metadata"]["name"])]
    assert {one["metadata"]["name"] for one in DEPLOYMENTS} - {one["metadata"]["name"] for one in patched} == {
        "wiredesk-scheduler"
    }, "all that fetch"
    secret, grace = yaml.safe_load(patch["patch"])
    literals = dict(one.split("=", 1) for one in component["configMapGenerator"][0]["literals"])
    assert set(literals) <= {f"WIREDESK_{name.upper()}" for name in KINDS}
    assert is_address(literals["WIREDESK_ARCHIVE"])
    assert grace["value"] > STOP_SECONDS + HURRIED + STALLED
    for one in patched:
        spec = copy.deepcopy(one)
        pod = spec["spec"]["template"]["spec"]
        pod["containers"][0]["envFrom"].append(secret["value"])
        pod["terminationGracePeriodSeconds"] = grace["value"]
        kubernetes_validate.validate(spec, "1.30", strict=True)


def fields(required: dict[str, Any], **others: Any) -> dict[str, Any]:
    """A schema of an object that has these fields and no other."""
    known = {"properties": {**required, **others}, "required": list(required)}
    return {"type": "object", **known, "additionalProperties": False}


NAME, COUNT = {"type": "string", "minLength": 1}, {"type": "integer", "minimum": 0}
REDIS_LISTS = fields(
    {"listName": NAME},
    listLength=NAME, activationListLength=NAME, address=NAME, addressFromEnv=NAME, host=NAME, hostFromEnv=NAME,
    port=NAME, portFromEnv=NAME, usernameFromEnv=NAME, passwordFromEnv=NAME, databaseIndex=NAME, enableTLS=NAME,
    unsafeSsl=NAME,
)  # fmt: skip
TRIGGER = fields(
    {"type": {"const": "redis"}, "metadata": REDIS_LISTS},
    name=NAME, useCachedMetrics={"type": "boolean"}, metricType=NAME,
    authenticationRef=fields({"name": NAME}, kind=NAME),
)  # fmt: skip
KEDA = {
    "ScaledObject": fields(
        {
            "scaleTargetRef": fields({"name": NAME}, apiVersion=NAME, kind=NAME, envSourceContainerName=NAME),
            "triggers": {"type": "array", "minItems": 1, "items": TRIGGER},
        },
        pollingInterval=COUNT, cooldownPeriod=COUNT, initialCooldownPeriod=COUNT, idleReplicaCount=COUNT,
        minReplicaCount=COUNT, maxReplicaCount=COUNT, fallback={"type": "object"},
        advanced=fields(
            {},
            restoreToOriginalReplicaCount={"type": "boolean"},
            horizontalPodAutoscalerConfig=fields({}, name=NAME, behavior={"type": "object"}),
            scalingModifiers={"type": "object"},
        ),
    ),
    "TriggerAuthentication": fields(
        {
            "secretTargetRef": {
                "type": "array", "items": fields({"parameter": NAME, "name": NAME, "key": NAME}), "minItems": 1,
            }
        }
    ),
}  # fmt: skip
"""The fields of KEDA's objects that we use or may come to use. Written after the two definitions of its version 2
(https://github.com/kedacore/keda, config/crd/bases) and what its Redis Lists scaler takes
(https://keda.sh/docs/latest/scalers/redis-lists/): stricter than those, which let anything into `metadata`."""


@pytest.mark.parametrize("one", [one for one in objects() if one["apiVersion"].startswith("keda.sh")], ids=named)
def test_what_is_for_keda_has_fields_that_it_knows(one):
    assert one["apiVersion"] == "keda.sh/v1alpha1"
    jsonschema.validate(one["spec"], KEDA[one["kind"]])
    wrong = copy.deepcopy(one["spec"])
    (wrong["triggers"][0]["metadata"] if "triggers" in wrong else wrong["secretTargetRef"][0])["listlength"] = "5"
    with pytest.raises(jsonschema.ValidationError, match="listlength"):
        jsonschema.validate(wrong, KEDA[one["kind"]])


def test_the_autoscaler_looks_at_the_lists_of_our_queues():
    (scaled,) = [one for one in objects() if one["kind"] == "ScaledObject"]
    assert scaled["spec"]["scaleTargetRef"]["name"] in {one["metadata"]["name"] for one in DEPLOYMENTS}
    queues = SiteQueues(Redis(), Keys().prefix).both  # asks no server
    lists = {one["metadata"]["listName"] for one in scaled["spec"]["triggers"]}
    assert lists == {queue.key for queue in queues}


def test_the_autoscaler_logs_in_as_the_pods_do():
    (login,) = [one for one in objects() if one["kind"] == "TriggerAuthentication"]
    references = login["spec"]["secretTargetRef"]
    assert {one["parameter"] for one in references} == {"address", "username", "password"}
    secret = DEPLOYMENTS[0]["spec"]["template"]["spec"]["containers"][0]["env"][0]["valueFrom"]["secretKeyRef"]["name"]
    assert {one["name"] for one in references} == {secret}


def test_the_autoscaler_hands_on_a_behaviour_that_kubernetes_takes():
    """KEDA makes a HorizontalPodAutoscaler of it, which refuses more than an hour."""
    (scaled,) = [one for one in objects() if one["kind"] == "ScaledObject"]
    behavior = scaled["spec"]["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    target = {"apiVersion": "apps/v1", "kind": "Deployment", **scaled["spec"]["scaleTargetRef"]}
    spec = {"scaleTargetRef": target, "maxReplicas": scaled["spec"]["maxReplicaCount"], "behavior": behavior}
    made = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "made"}}
    kubernetes_validate.validate({**made, "spec": spec}, "1.30", strict=True)
    assert behavior["scaleDown"]["stabilizationWindowSeconds"] <= 3600
