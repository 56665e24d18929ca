from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def sound():
    """The synthetic corpus; take copies of its frames before changing one."""
    import synthetic

    import newsparallax.quality.suite  # noqa: F401 - the import of GX, once

    # GX leaves a million objects that live as long as the process; looking through them again and again
    # took a third of the time of these tests.
    gc.collect()
    gc.freeze()
    return synthetic.frames()


@pytest.fixture
def frames(sound):
    return {t: f.copy(deep=False) for t, f in sound.items()}
