"""Reaching the Temporal server: a cluster that the environment names, else the embedded one of this machine."""

import os

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.runtime import Runtime

from engine.problems import GuanxiError
from workflows.ports import LOOPBACK


class TemporalUnreachable(GuanxiError):
    """There is no Temporal server where the settings say."""


def names_a_cluster() -> bool:
    """Whether the environment or its profile names a cluster (``TEMPORAL_ADDRESS``, ``TEMPORAL_PROFILE``, …)."""
    return "TEMPORAL_ADDRESS" in os.environ or "TEMPORAL_PROFILE" in os.environ


async def connect(runtime: Runtime, embedded_port: int) -> Client:
    """A client of the cluster that the environment names, else of the embedded server at its port.

    Raises:
        TemporalUnreachable: nobody answers there.
    """
    config = ClientConfig.load_client_connect_config()
    if not names_a_cluster():
        config["target_host"] = f"{LOOPBACK}:{embedded_port}"
    try:
        return await Client.connect(**config, runtime=runtime)
    except RuntimeError as error:
        raise TemporalUnreachable(
            f"No Temporal server answers at {config.get('target_host')}. Start one with `guanxi up`, "
            "or set TEMPORAL_ADDRESS to your cluster."
        ) from error
