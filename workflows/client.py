"""Reaching the Temporal server: a cluster that the environment names, else that of this data directory."""

import os
from pathlib import Path

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.runtime import Runtime

from engine.problems import GuanxiError
from workflows.data_directory import served_at
from workflows.ports import LOOPBACK


class TemporalUnreachable(GuanxiError):
    """There is no Temporal server where the settings say."""


def names_a_cluster() -> bool:
    """Whether the environment or its profile names a cluster (``TEMPORAL_ADDRESS``, ``TEMPORAL_PROFILE``, …)."""
    return "TEMPORAL_ADDRESS" in os.environ or "TEMPORAL_PROFILE" in os.environ


async def connect(runtime: Runtime, data_dir: Path) -> Client:
    """A client of the cluster that the environment names, else of the server that works on *data_dir*.

    Raises:
        TemporalUnreachable: nobody answers there.
    """
    config = ClientConfig.load_client_connect_config()
    if not names_a_cluster():
        port = served_at(data_dir)
        if port is None:
            raise TemporalUnreachable(
                f"Nothing works on {data_dir} now. Start it with `guanxi up`, or set TEMPORAL_ADDRESS to your cluster."
            )
        config["target_host"] = f"{LOOPBACK}:{port}"
    try:
        return await Client.connect(**config, runtime=runtime)
    except RuntimeError as error:
        raise TemporalUnreachable(
            f"No Temporal server answers at {config.get('target_host')}. Start one with `guanxi up`, "
            "or set TEMPORAL_ADDRESS to your cluster."
        ) from error
