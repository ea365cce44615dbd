"""The fixtures. pytest finds them by itself once the package is installed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ig_cli import LocalInstagram


@pytest.fixture(scope="session")
def local_instagram_options() -> list[str]:
    """The options of ``ig sandbox``; a project's own fixture of this name replaces it."""
    return []


@pytest.fixture(scope="session")
def local_instagram_process(local_instagram_options: list[str]) -> Iterator[LocalInstagram]:
    """The process behind ``local_instagram``: one for a run of pytest."""
    with LocalInstagram(*local_instagram_options) as instagram:
        yield instagram


@pytest.fixture
def local_instagram(local_instagram_process: LocalInstagram) -> LocalInstagram:
    """A local Instagram, as it was at the start."""
    local_instagram_process.reset()
    return local_instagram_process
