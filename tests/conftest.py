"""What every test shares: profiles for random examples, the Temporal runtime, the material beside the repository."""

import atexit
import gc
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from temporalio.runtime import Runtime, TelemetryConfig

# sdk-python #300: leaving the interpreter while the SDK's threads still run aborts or hangs.
# The pause lets them end; the other half is an explicit runtime, dropped before (`temporal_runtime`).
atexit.register(time.sleep, 0.1)

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("campaign", max_examples=10_000, deadline=None)
settings.load_profile("ci")  # `--hypothesis-profile=campaign` is read later and wins


@pytest.fixture(scope="session")
def temporal_runtime() -> Iterator[Runtime]:
    """The one runtime for every client of a test process: `Client.connect(..., runtime=temporal_runtime)`."""
    yield Runtime(telemetry=TelemetryConfig())
    gc.collect()


def pytest_unconfigure() -> None:
    # By now pytest has let go of the runtime too, so it can end before the interpreter does.
    gc.collect()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material that lies beside the repository (design, sample data); not part of a checkout."""
    directory = ROOT.parent / "shared"
    if not directory.is_dir():
        pytest.skip("needs the folder shared/ beside the repository, which this checkout does not have")
    return directory
