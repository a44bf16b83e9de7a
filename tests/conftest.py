"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# A busy machine makes slow what is not: that an example took long to draw says nothing of the code.
settings.register_profile("planlint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("planlint")


@pytest.fixture(scope="session", autouse=True)
def _kept_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What planlint keeps for its next run stands in a folder of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLANLINT_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public suites, hostile inputs and source tables that some tests read; skips where it is absent."""
    folder = Path(os.environ.get("PLANLINT_SHARED") or ROOT.parent / "shared")
    if not (folder / "README.md").is_file():
        pytest.skip(f"needs the shared material (PLANLINT_SHARED, else {folder.name} beside the checkout)")
    return folder
