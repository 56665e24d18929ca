from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def sound():
    """The synthetic corpus; take copies of its frames before changing one."""
    import synthetic

    return synthetic.frames()


@pytest.fixture
def frames(sound):
    return {t: f.copy(deep=False) for t, f in sound.items()}
