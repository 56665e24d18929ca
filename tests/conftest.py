"""What all tests share: no network, no display, the checkout as home."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BLOCKER = ROOT / "tests" / "no_network"

os.environ.setdefault("MPLBACKEND", "agg")
os.environ["GX_ANALYTICS_ENABLED"] = "false"
# child processes (notebook kernels, the command line) refuse connections to other machines as well
os.environ["PYTHONPATH"] = os.pathsep.join([str(BLOCKER), *filter(None, [os.environ.get("PYTHONPATH")])])
os.environ["NEWSPARALLAX_NO_NETWORK"] = "1"
sys.path.insert(0, str(BLOCKER))
import sitecustomize as _blocker  # noqa: E402

_blocker.block()


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(autouse=True)
def _no_figure_stays_open():
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
