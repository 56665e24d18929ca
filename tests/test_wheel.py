"""The package built as a wheel and used from a clean environment, away from the checkout, without the network."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile

import pytest

import newsparallax

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    env = {**os.environ, "PYTHONPATH": ""}
    done = subprocess.run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(root)], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def clean(wheel, tmp_path_factory):
    """A new environment with the wheel, without Great Expectations."""
    return _environment(wheel, tmp_path_factory.mktemp("clean"), ("great_expectations",))


@pytest.fixture(scope="module")
def complete(wheel, tmp_path_factory):
    """A new environment with the wheel and all extras."""
    return _environment(wheel, tmp_path_factory.mktemp("complete"), ())


def _environment(wheel, place, without):
    """Make an environment whose libraries come from the environment of the tests; the package comes from the wheel."""
    import site

    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place / "env")], check=True)
    python = place / "env" / "bin" / "python"
    target = subprocess.run([python, "-c", "import site; print(site.getsitepackages()[0])"], capture_output=True, text=True, check=True).stdout.strip()
    with zipfile.ZipFile(wheel) as z:
        z.extractall(target)
    # only third-party libraries are lent; the editable install of the checkout is a .pth file and is not read from here
    libraries = place / "libraries"
    libraries.mkdir()
    for entry in os.scandir(site.getsitepackages()[0]):
        if not entry.name.startswith(("newsparallax", "_newsparallax", "__editable__", *without)) and not entry.name.endswith(".pth"):
            os.symlink(entry.path, libraries / entry.name)
    with open(os.path.join(target, "lent.pth"), "w") as f:
        f.write(f"{libraries}\n")
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "NEWSPARALLAX_HOME")}
    env["JUPYTER_PATH"] = os.path.join(sys.prefix, "share", "jupyter")  # templates of pages, which lie outside site-packages
    env["PYTHONPATH"] = os.path.dirname(os.path.abspath(__file__)) + "/no_network"
    return python, place, env


def run(clean, *args, where=None):
    python, place, env = clean
    return subprocess.run([python, *args], cwd=where or place, env=env, capture_output=True, text=True)


def test_the_wheel_holds_data_and_schemas(wheel, root):
    names = zipfile.ZipFile(wheel).namelist()
    for v in newsparallax.list_versions():
        assert f"newsparallax/_data/dataset/releases/{v}/articles.parquet" in names
        assert f"newsparallax/_data/dataset/releases/{v}/manifest.json" in names
    assert "newsparallax/_data/schemas/datapackage.json" in names and "newsparallax/_data/schemas/codes/voice.json" in names
    assert "newsparallax/_data/templates/story/newsparallax.toml" in names and "newsparallax/_data/dataset/CODEBOOK.md" in names
    curation = [n for n in names if "/curation/" in n and "/_data/dataset/" in n]
    assert curation == ["newsparallax/_data/dataset/curation/cue_verbs.yaml"] and not [n for n in names if n.startswith("tests")]


def test_it_loads_from_the_wheel(clean):
    code = "import newsparallax as n; c = n.load('0.1.0'); print(n.__file__); print(len(c.articles), len(c.statements()), len(n.describe('attributions')))"
    done = run(clean, "-c", code)
    assert done.returncode == 0, done.stderr
    file, numbers = done.stdout.splitlines()
    assert str(clean[1]) in file
    c = newsparallax.load("0.1.0")
    assert numbers == f"{len(c.articles)} {len(c.statements())} {len(newsparallax.describe('attributions'))}"


def test_validate_without_gx_says_which_extra(clean):
    done = run(clean, "-m", "newsparallax.cli", "validate", "0.1.0")
    assert done.returncode == 2 and "newsparallax[quality]" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("args", [("info",), ("describe", "articles"), ("cite",), ("export", "csv", "0.1.0", "out")])
def test_the_command_works_from_the_wheel(clean, args):
    done = run(clean, "-m", "newsparallax.cli", *args)
    assert done.returncode == 0 and done.stdout.strip(), done.stderr


def test_building_from_the_wheel_says_what_is_needed(clean):
    done = run(clean, "-m", "newsparallax.cli", "build")
    assert done.returncode == 2 and "checkout" in done.stderr and "Traceback" not in done.stderr


def test_a_home_of_ones_own_from_the_wheel(complete):
    """From a plain installation: make a home, code, build, validate, release, report, load; nothing outside it is written."""
    _, place, _ = complete
    before = sorted(p.name for p in place.iterdir())
    done = run(complete, "-m", "newsparallax.cli", "new-story", "mine")
    assert done.returncode == 0, done.stderr
    mine = place / "mine"
    assert len((mine / "README.md").read_text().splitlines()) <= 11
    work = sorted((mine / "work").glob("*.work.yaml"))
    assert len(work) == 3
    for args in (("code", str(work[0])), ("build",), ("validate", "build/release"), ("release", "0.1.0"), ("validate", "0.1.0"), ("report",), ("info",), ("codebook",)):
        done = run(complete, "-m", "newsparallax.cli", *args, where=mine / "dataset")
        if args[0] == "validate" and args[1].startswith("build"):
            done = run(complete, "-m", "newsparallax.cli", *args, where=mine)
        assert done.returncode == 0 and "Traceback" not in done.stderr, (args, done.stdout, done.stderr)
    assert "no finding" in run(complete, "-m", "newsparallax.cli", "validate", where=mine).stdout
    assert {p.name for p in (mine / "build" / "report").glob("*.html")} == {"index.html", "footbridge.html", "quality.html"}
    code = "import newsparallax as n; c = n.load().story(); print(c.version, c.story_id, len(c.articles), c.cite()); print(n.load(where='package').version)"
    done = run(complete, "-c", code, where=mine)
    assert done.stdout.startswith("0.1.0 footbridge 3 Your name") and done.stdout.splitlines()[1] == newsparallax.DATA_VERSION, done.stderr
    assert sorted(p.name for p in place.iterdir()) == sorted([*before, "mine"])
    assert not (mine / "dataset" / "curation" / "cue_verbs.yaml").exists()
    refused = run(complete, "-m", "newsparallax.cli", "generate", where=mine)
    assert refused.returncode == 2 and "checkout of newsparallax alone" in refused.stderr
