"""Assertions in the shared contract are shown in full, like those of a test file."""

import pytest

pytest.register_assert_rewrite("tests.notifiers.contract")
