"""Each test that is a coroutine gets a loop of its own, and a bound after which it counts as hung."""

import asyncio
import inspect

import pytest

PATIENCE = 480.0


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    test = pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names})
    is_long = pyfuncitem.get_closest_marker("campaign") is not None
    asyncio.run(asyncio.wait_for(test, None if is_long else PATIENCE))
    return True
