"""Build and release: same bytes, refusals, and what a kill at any moment leaves."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsparallax import releases
from newsparallax.curation import publish
from newsparallax.curation.work import code_file
from newsparallax.errors import CurationError, UsageError
from newsparallax.home import here
from newsparallax.storage import read_arrow, sha256_file
from small_home import LISTS, ROOT, TEXT_AR, WORK_AR, dump, list_file, story_folder, write_work

pytest_plugins = ["small_fixtures"]


def files(folder):
    return {p.name: p.read_bytes() for p in sorted(folder.resolve().iterdir())}


def add_article(home):
    code_file(write_work(home.parent / "more", WORK_AR, TEXT_AR))


def edit(home, name, change):
    entries = json.loads(json.dumps(LISTS[name]))
    change(entries)
    list_file(home, name).write_text(dump(entries), encoding="utf-8")


def remove_article(home):
    (story_folder(home) / "articles" / "hubao-20230307-fengzheng.yaml").unlink()


def correct(home):
    edit(home, "claims", lambda e: e[2].update(sentence="Uferstadt sent the kite over the lake knowingly."))


# --- build


def test_build_writes_a_complete_folder(home, quick):
    folder = publish.build()
    assert folder == home / "build" / "release" and folder.is_symlink()
    r = releases.open_folder(folder)
    assert releases.verify_files(r) == [] and r.version == "(unreleased)"
    m = r.manifest
    assert m["released_on"] is None and set(m["tables"]) == set(r.package.tables)
    assert set(m["files"]) | {"manifest.json"} == {p.name for p in folder.iterdir()}
    for name, facts in m["tables"].items():
        t = read_arrow(r.file(name))
        assert facts["n_rows"] == t.num_rows and facts["columns"] == t.column_names == r.package.tables[name].columns
    assert m["curation_sha256"] == publish.curation_hash() and m["schemas_sha256"] == publish.schema_hash() and m["pyarrow_version"] and m["code_version"]
    assert not list((home / "dataset" / "releases").iterdir())


def test_the_same_curation_gives_the_same_bytes(home, quick):
    first = files(publish.build())
    assert files(publish.build(force=True)) == first
    # in another place, with files written in another order and at another time
    other = home.parent / "other"
    shutil.copytree(home / "schemas", other / "schemas")
    for p in sorted((home / "dataset" / "curation").rglob("*.yaml"), reverse=True):
        target = other / p.relative_to(home)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(p.read_bytes())
    os.environ["NEWSPARALLAX_HOME"] = str(other)  # the fixture sets it back
    assert files(publish.build()) == first


@pytest.mark.slow
def test_the_same_bytes_in_another_process_and_under_another_hash_seed(home, quick):
    first = files(publish.build())
    for seed in ("1", "2"):
        code = "import sys; sys.path.insert(0, 'tests'); import small_home; from newsparallax.curation import publish; publish._validated = small_home.without_validation; publish.build(force=True)"
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Kolkata", "LC_ALL": "C"})
        assert files(home / "build" / "release") == first


def test_rows_come_in_the_order_of_their_keys(home, quick):
    folder = publish.build()
    package = releases.open_folder(folder).package
    for name, table in package.tables.items():
        keys = ["article_id", "position"] if name == "attributions" else list(table.primary_key)
        rows = [tuple(r[k] for k in keys) for r in read_arrow(folder / f"{name}.parquet").to_pylist()]
        assert rows == sorted(rows), name


def test_build_skips_what_is_done(home, quick):
    said = []
    publish.build(said.append)
    inode = (home / "build" / "release").resolve()
    said.clear()
    publish.build(said.append)
    assert said == ["nothing has changed since the last build"] and (home / "build" / "release").resolve() == inode
    correct(home)
    publish.build(said.append)
    assert any("wrote" in s for s in said) and (home / "build" / "release").resolve() != inode
    assert [p.name for p in (home / "build").iterdir() if p.is_dir() and not p.is_symlink()] == [(home / "build" / "release").resolve().name], "old builds are removed"


@pytest.mark.parametrize("damage", [
    lambda f: (f / "claims.parquet").write_bytes(b"x"), lambda f: (f / "claims.parquet").unlink(), lambda f: (f / "manifest.json").unlink(),
    lambda f: (f / "manifest.json").write_text("{}"), lambda f: (f / "note.txt").write_text("x"),
])
def test_build_makes_a_damaged_build_again(home, quick, damage):
    folder = publish.build()
    good = files(folder)
    damage(folder)
    publish.build()
    assert files(home / "build" / "release") == good


def test_a_folder_in_the_place_of_the_link_is_replaced(home, quick):
    (home / "build" / "release").mkdir(parents=True)
    (home / "build" / "release" / "old.txt").write_text("x")
    publish.build()
    assert (home / "build" / "release").is_symlink() and not (home / "build" / "release" / "old.txt").exists()
    assert len(list((home / "build").iterdir())) == 2


def test_findings_of_validation_stop_the_build(home, monkeypatch):
    class Bad:
        ok, findings = False, [1]

        def to_text(self):
            return "claims.kind [codes]: one row\n\nactors.side [side_derived]: two rows\n"

    import newsparallax.quality

    monkeypatch.setattr(newsparallax.quality, "validate", lambda *_, **__: Bad())
    with pytest.raises(CurationError) as e:
        publish.build()
    assert e.value.errors == ["build: claims.kind [codes]: one row", "build: actors.side [side_derived]: two rows"]
    assert not (home / "build" / "release").exists()


@pytest.mark.slow
def test_an_error_that_only_validation_sees_stops_the_build(home):
    edit(home, "claims", lambda e: e[0].update(knowable_from="2023-03-20"))
    with pytest.raises(CurationError, match=r"build: claims\.knowable_from \[knowable_from\]"):
        publish.build()
    assert not (home / "build" / "release").exists()


def test_editor_schemas_do_not_change_the_curation_hash(home):
    before = publish.curation_hash()
    (here().curation / "article.schema.json").write_text("{}")
    (story_folder(home) / "articles" / "x.yaml.tmp").write_text("{}")
    assert publish.curation_hash() == before
    replace = here().curation / "corrections.yaml"
    replace.write_text(replace.read_text() + "\n")
    assert publish.curation_hash() != before


def test_names_of_files_and_where_one_ends_are_part_of_the_curation_hash(home):
    a, b = story_folder(home) / "articles" / "zz-a.yaml", story_folder(home) / "articles" / "zz-b.yaml"
    a.write_text("[]\n"), b.write_text("[]\n[]\n")
    seen = {publish.curation_hash()}
    a.write_text("[]\n[]\n"), b.write_text("[]\n")
    seen.add(publish.curation_hash())
    b.rename(b.with_name("zz-c.yaml"))
    seen.add(publish.curation_hash())
    assert len(seen) == 3


# --- against the newest release


def test_a_build_is_held_against_the_newest_release(released, quick):
    ok, line = publish.against_newest(publish.build())
    assert (ok, line) == (True, "the build equals 0.1.0")
    correct(released)
    assert publish.against_newest(publish.build()) == (True, "curation is ahead of 0.1.0")


def test_without_a_release_nothing_is_held(home, quick):
    assert publish.against_newest(publish.build()) == (True, "there is no release yet")


def test_a_build_that_differs_from_its_release_is_said(released, quick, monkeypatch):
    real = publish.make_tables

    def other(curation):
        t = real(curation)
        t["claims"].loc[0, "sentence"] = "Something else."
        return t

    monkeypatch.setattr(publish, "make_tables", other)
    ok, line = publish.against_newest(publish.build())
    assert not ok and "differs from 0.1.0 though curation is the same: claims.parquet" in line


# --- release


def test_release_equals_the_build(home, quick):
    built = publish.build()
    target = publish.release("0.1.0")
    assert target == home / "dataset" / "releases" / "0.1.0" and not target.is_symlink()
    for p in built.iterdir():
        if p.suffix == ".parquet":
            assert p.read_bytes() == (target / p.name).read_bytes()
    r = releases.open_release("0.1.0")
    assert releases.verify_files(r) == [] and r.manifest["version"] == "0.1.0" and r.manifest["released_on"]
    assert json.loads((target / "datapackage.json").read_text())["version"] == "0.1.0"
    assert oct(target.stat().st_mode & 0o777) == "0o755", "others can read it"
    assert [p.name for p in (home / "dataset" / "releases").iterdir()] == ["0.1.0"]
    assert [p.name for p in (home / "build").glob(".new-*")] == []


@pytest.mark.parametrize(("change", "version", "reason"), [
    (add_article, "0.1.0", "release 0.1.0 exists"), (add_article, "0.0.9", "0.0.9 is not newer than 0.1.0"), (add_article, "0.1.1", "demands a MINOR step"), (remove_article, "0.1.1", "demands a MAJOR step"),
    (lambda h: None, "0.2.0", "nothing differs from 0.1.0"), (lambda h: None, "1.0.0", "nothing differs"), (correct, "0.1", "no version '0.1'"), (correct, "v0.2.0", "no version"), (correct, "0.02.0", "no version"),
    (correct, "0.2.0\n", "no version"), (correct, "../0.2.0", "no version"), (correct, "٠.٢.٠", "no version"), (correct, "latest", "no version 'latest'"), (correct, "", "no version ''"),
])
def test_release_refuses(released, quick, change, version, reason):
    change(released)
    before = files(released / "dataset" / "releases" / "0.1.0")
    with pytest.raises(UsageError) as e:
        publish.release(version)
    assert reason in str(e.value)
    assert [p.name for p in (released / "dataset" / "releases").iterdir()] == ["0.1.0"]
    assert files(released / "dataset" / "releases" / "0.1.0") == before
    assert not list((released / "build").glob(".new-*"))


@pytest.mark.parametrize(("change", "version"), [(correct, "0.1.1"), (correct, "1.0.0"), (add_article, "0.2.0"), (remove_article, "0.2.0"), (add_article, "0.1.0".replace("1", "10"))])
def test_release_takes_a_step_that_is_large_enough(released, quick, change, version):
    before = files(released / "dataset" / "releases" / "0.1.0")
    change(released)
    publish.release(version)
    assert releases.list_versions() == ["0.1.0", version] and releases.verify_files(releases.open_release(version)) == []
    assert files(released / "dataset" / "releases" / "0.1.0") == before


def test_release_refuses_a_name_that_is_taken(home, quick):
    (home / "dataset" / "releases" / "0.1.0").write_text("a file")
    with pytest.raises(UsageError, match=r"0\.1\.0 exists"):
        publish.release("0.1.0")


def test_a_release_is_made_outside_dataset(home, quick, monkeypatch):
    """What a kill leaves half-written is then under build/, which is ignored by git and by the wheel."""
    places, real = [], publish._write
    monkeypatch.setattr(publish, "_write", lambda folder, *rest: (places.append(folder.parent), real(folder, *rest)))
    publish.release("0.1.0")
    assert places == [home / "build"]


def test_release_removes_what_a_killed_one_left(released, quick):
    left = released / "build" / ".new-abc"
    left.mkdir(parents=True)
    (left / "x.parquet").write_text("half")
    correct(released)
    publish.release("0.1.1")
    assert not left.exists()


# --- a kill at any moment

STATES = {"build": lambda home: _state(home / "build" / "release"), "release": lambda home: _state(home / "dataset" / "releases" / "0.2.0")}


def _state(folder: Path) -> str:
    """Nothing, or the curation hash of a folder that is complete; anything else fails."""
    if not folder.exists():
        assert not folder.is_symlink(), "a link that leads nowhere"
        return "nothing"
    r = releases.open_folder(folder)
    assert r.manifest, f"{folder} has no manifest"
    assert releases.verify_files(r) == []
    for name in r.package.tables:
        read_arrow(r.file(name), r.manifest["files"][f"{name}.parquet"]["sha256"])
    return r.manifest["curation_sha256"]


STEPS = [
    (publish, "write_arrow"), (publish, "_write"), (publish, "_point"), (publish, "_sweep"), (publish, "collect"), (publish, "_check_step"), (publish.tempfile, "mkdtemp"), (os, "rename"), (os, "replace"),
    (Path, "write_text"), (Path, "symlink_to"), (Path, "chmod"), (Path, "mkdir"), (shutil, "rmtree"),
]


class Killed(BaseException):
    pass


@pytest.mark.parametrize("job", [pytest.param("build", marks=pytest.mark.slow), "release"])
def test_an_exception_at_every_step_leaves_the_old_state_or_the_new_one(released, quick, monkeypatch, job):
    old = publish.curation_hash()
    if job == "build":
        publish.build()
    correct(released)
    add_article(released)
    new = publish.curation_hash()
    collected = publish.collect()
    monkeypatch.setattr(publish, "collect", lambda *_: collected)  # one step as before, but read only once
    run = publish.build if job == "build" else (lambda: publish.release("0.2.0"))
    outcomes, n = [], 0
    while True:
        count = {"left": n}
        with monkeypatch.context() as m:
            for owner, name in STEPS[1:]:  # that one table or thirty are written makes no difference here
                m.setattr(owner, name, _counted(getattr(owner, name), count))
            try:
                run()
                done = True
            except Killed:
                done = False
        state = STATES[job](released)
        assert state in ((old, new) if job == "build" else ("nothing", new)), f"after step {n}: {state}"
        assert _state(released / "dataset" / "releases" / "0.1.0") == old
        outcomes.append(state)
        if done:
            break
        if state == new:  # killed after the last decisive step: set the old state back, to go on
            if job == "release":
                shutil.rmtree(released / "dataset" / "releases" / "0.2.0")
            else:
                outcomes.append("restored")
                break
        n += 1
    assert len(outcomes) > 12 and outcomes[-1] in (new, "restored")
    run = publish.build(force=True)  # and whatever was left does not hinder the next one
    assert _state(run) == new
    left = [p.name for p in (released / "build").iterdir() if p.name.startswith(".release-")]
    assert left == [run.resolve().name]


def _counted(real, count):
    def step(*args, **kwargs):
        if count["left"] == 0:
            raise Killed
        count["left"] -= 1
        return real(*args, **kwargs)

    return step


DRIVER = """
import os, signal, sys
sys.path.insert(0, "tests")
import small_home
from newsparallax.curation import publish
import test_build_release as t
publish._validated = small_home.without_validation
job = sys.argv[1]
def steps(n):
    count = {"left": n}
    def counted(real):
        def step(*a, **k):
            if count["left"] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            count["left"] -= 1
            return real(*a, **k)
        return step
    for owner, name in t.STEPS:
        setattr(owner, name, counted(getattr(owner, name)))
n = 0
while True:
    pid = os.fork()
    if pid == 0:
        steps(n)
        publish.build() if job == "build" else publish.release("0.2.0")
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    print(n, "killed" if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), t.seen(job), flush=True)
    if not os.WIFSIGNALED(status):
        break
    n += 1 if n < 8 or n > 27 else 5  # the tables are written in the middle, one like the other
"""


def seen(job):
    """State after a kill, read without pyarrow, since the driver forks."""
    folder = here().build / "release" if job == "build" else here().releases / "0.2.0"
    if not folder.exists():
        return "nothing"
    m = json.loads((folder / "manifest.json").read_text())
    wrong = [n for n, f in m["files"].items() if not (folder / n).is_file() or sha256_file(folder / n) != f["sha256"]]
    others = [p.name for p in here().releases.iterdir() if p.name not in ("0.1.0", "0.2.0")]
    return m["curation_sha256"] if not wrong and not others else f"damaged {wrong} {others}"


@pytest.mark.slow
@pytest.mark.parametrize("job", ["build", "release"])
def test_sigkill_at_every_step(released, quick, job):
    """No finally block runs after SIGKILL; what the process leaves is old and complete, or new and complete."""
    old = publish.curation_hash()
    if job == "build":
        publish.build()
    correct(released)
    add_article(released)
    new = publish.curation_hash()
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "tests" / "curation"), os.environ.get("PYTHONPATH", "")])}
    out = subprocess.run([sys.executable, "-c", DRIVER, job], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    assert out.returncode == 0, out.stderr
    lines = [line.split(" ", 2) for line in out.stdout.splitlines()]
    assert len(lines) > 15
    states = [s for _, _, s in lines]
    allowed = (old, new) if job == "build" else ("nothing", new)
    assert set(states) == set(allowed), set(states)
    assert states == sorted(states, key=lambda s: s == new), "once new, always new"
    assert releases.list_versions()[0] == "0.1.0" and _state(released / "dataset" / "releases" / "0.1.0") == old
    assert STATES[job](released) == new


@pytest.mark.slow
@pytest.mark.parametrize("job", [("build", "--force"), ("release", "0.2.0")])
def test_sigkill_of_the_command_at_any_time(released, job):
    """The real command, with real validation, killed at several moments of its last second."""
    old = publish.curation_hash()
    correct(released)
    new = publish.curation_hash()
    command = [sys.executable, "-m", "newsparallax.cli", *job]
    start = time.monotonic()
    subprocess.run([sys.executable, "-m", "newsparallax.cli", "build", "--force"], check=True, capture_output=True)
    took = time.monotonic() - start
    killed = 0
    for share in (0.4, 0.9, 0.97):
        p = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            p.wait(took * share)
        except subprocess.TimeoutExpired:
            p.send_signal(signal.SIGKILL)
            p.wait()
            killed += 1
        assert _state(released / "build" / "release") == new
        state = _state(released / "dataset" / "releases" / "0.2.0")
        assert state in ("nothing", new) and _state(released / "dataset" / "releases" / "0.1.0") == old
        assert {x.name for x in (released / "dataset" / "releases").iterdir()} <= {"0.1.0", "0.2.0"}
        if state == new:
            break
    assert killed, "the machine is too fast for these moments"
