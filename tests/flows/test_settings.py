"""What is written twice must not drift apart: crons in prefect.yaml, commands in README."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from disclosure.params import default_directory, load
from flows.serve import FLOWS
from tests.cluster import DELIVER, DEPLOY, POOL, SERVER, WORKER


def test_prefect_yaml_follows_the_configuration() -> None:
    text = (Path(__file__).parents[2] / "prefect.yaml").read_text("utf-8")
    deployments = YAML(typ="safe").load(text)["deployments"]
    service = load(default_directory()).service
    assert {one["name"]: one["schedules"] for one in deployments} == {
        name: [{"cron": cron, "timezone": service.zone}] for name, cron in service.schedules.items()
    }
    for one in deployments:
        module, name = one["entrypoint"].rsplit(".", 1)
        assert callable(getattr(import_module(module), name))


def test_every_flow_is_served_and_deployed() -> None:
    assert set(FLOWS) == set(load(default_directory()).service.schedules)


@pytest.mark.parametrize("command", [SERVER, POOL, DEPLOY, WORKER, DELIVER])
def test_the_installation_that_is_tested_is_the_one_that_is_described(command: str) -> None:
    text = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert f"\n{command} " in text
