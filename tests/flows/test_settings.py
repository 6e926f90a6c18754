"""prefect.yaml repeats the crons of config/service.yaml for a work pool; they must not drift apart."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from ruamel.yaml import YAML

from disclosure.params import default_directory, load


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
