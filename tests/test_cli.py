"""The command: what it prints, how it ends, and that wrong use is said in words and never as a traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsparallax import cli, releases
from newsparallax.curation.text import normalise
from small_home import TEXT_AR, TEXT_EN, WORK_AR, WORK_EN, list_file, story_folder, write_work

pytest_plugins = ["small_fixtures"]

EN = WORK_EN["article_id"]


@pytest.fixture
def run(capsys):
    """Run the command in this process; return exit code, standard output and standard error."""

    def call(*args):
        with pytest.raises(SystemExit) as e:
            cli.main([str(a) for a in args])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        code = e.value.code
        return (0 if code is None else code), out, err

    return call


COMMANDS = ["info", "describe", "validate", "build", "release", "diff", "new-article", "code", "verify-text", "export", "cite", "report", "generate", "new-story", "upgrade"]


# --- help and wrong use


def test_help_names_every_command(run):
    code, out, _ = run("--help")
    assert code == 0 and all(c in out for c in COMMANDS) and "Usage: newsparallax" in out
    assert run("-h")[0] == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run, command):
    code, out, err = run(command, "--help")
    assert code == 0 and f"newsparallax {command}" in out and err == ""


def test_without_arguments_the_help_and_2(run):
    code, out, err = run()
    assert code == 2 and "describe" in out + err and "newsparallax: ." not in err


@pytest.mark.parametrize("args", [
    ("--bogus",), ("nothing",), ("describe",), ("describe", "a", "b"), ("describe", "articles", "--bogus"), ("validate", "--table"), ("validate", "--html"), ("export", "csv"), ("export", "csv", "0.1.0"), ("diff", "0.1.0"), ("release",), ("code",),
    ("verify-text", "x"), ("new-article", "x"), ("build", "now"),
])
def test_wrong_use_is_2_and_one_line(run, only_read, args):
    code, out, err = run(*args)
    assert code == 2 and out == "" and err.startswith("newsparallax: ") and err.count("\n") == 1 and "Next: " in err and ".." not in err


# (arguments, exit code, what standard error must say); {tmp} is a folder with file.txt, full/x, empty/
BAD = [
    (("info", "9.9.9"), 2, "no release '9.9.9'"), (("info", "v0.1.0"), 2, "did you mean '0.1.0'"), (("cite", "9.9.9"), 2, "Allowed: 0.1.0"),
    (("describe", "artcles"), 2, "no table 'artcles'; did you mean 'articles'?"), (("describe", "articles", "--version", "9.9.9"), 2, "no release '9.9.9'"),
    (("validate", "9.9.9"), 2, "9.9.9"), (("validate", "{tmp}/none"), 2, "does not exist"), (("validate", "{tmp}/file.txt", "--table", "claims"), 2, "is not a readable Parquet file"), (("validate", "{tmp}/file.txt"), 2, "--table"),
    (("validate", "{tmp}/empty"), 2, "holds no table"), (("validate", "{tmp}/file.txt", "--table", "clams"), 2, "did you mean 'claims'"), (("validate", "0.1.0", "--html", "{tmp}/none/x.html"), 2, "is not a folder"),
    (("validate", "0.1.0", "--html", "{tmp}/file.txt/x.html"), 2, "is not a folder"), (("validate", "0.1.0", "--html", "{tmp}/empty"), 2, "cannot be written"), (("validate", "nonsense"), 2, "nonsense"), (("validate", ""), 2, ""),
    (("release", "0.1.0"), 2, "release 0.1.0 exists"), (("release", "0.0.1"), 2, "is not newer"), (("release", "zero"), 2, "write it as X.Y.Z"),
    (("diff", "0.1.0", "9.9.9"), 2, "no release '9.9.9'"), (("diff", "{tmp}/none", "0.1.0"), 2, "no release"), (("diff", "{tmp}/file.txt", "0.1.0"), 2, "no release"), (("diff", "0.1.0", "{tmp}/empty"), 2, "is missing"),
    (("new-article", "x-20230306-y", "nowhere", "{tmp}"), 2, "no outlet 'nowhere'"), (("new-article", "Not A Key", "hubao", "{tmp}"), 2, "'Not A Key' is not a key"), (("new-article", "../x", "hubao", "{tmp}"), 2, "is not a key"),
    (("new-article", "x", "hubao", "{tmp}", "--language", "xx"), 2, "no language 'xx'"), (("new-article", "x", "hubao", "{tmp}/file.txt"), 2, "cannot be written"), (("new-article", "x", "hubao", "{home}/notes"), 2, "inside the repository"),
    (("new-article", "x", "seeblat", "{tmp}"), 2, "did you mean 'seeblatt'"), (("code", "{tmp}/none.yaml"), 2, "is not a file"), (("code", "{tmp}/empty"), 2, "is not a file"), (("code", "{tmp}/file.txt"), 1, "file.txt:1: "),
    (("verify-text", EN, "{tmp}/none.txt"), 2, "is missing"), (("verify-text", EN, "{tmp}/empty"), 2, "cannot be read"), (("verify-text", "testville-times-20230306-kites", "{tmp}/file.txt"), 2, f"did you mean '{EN}'"),
    (("verify-text", EN, "{tmp}/bytes"), 2, "as UTF-8"), (("verify-text", EN, "{tmp}/file.txt", "--version", "9.9.9"), 2, "no release"),
    (("export", "cvs", "0.1.0", "{tmp}/out"), 2, "did you mean 'csv'"), (("export", "csv", "9.9.9", "{tmp}/out"), 2, "no release"), (("export", "csv", "0.1.0", "{tmp}/full"), 2, "is not an empty folder"), (("export", "csv", "0.1.0", "{tmp}/file.txt"), 2, "is not an empty folder"),
    (("export", "duckdb", "0.1.0", "{tmp}/file.txt/out"), 2, "cannot be written"), (("export", "csv", "0.1.0", "{tmp}/" + "n" * 300), 2, "cannot be"), (("verify-text", EN, "{tmp}/" + "n" * 300), 2, "cannot be"), (("code", "{tmp}/" + "n" * 300), 2, ""),
    (("validate", "{tmp}/" + "n" * 300), 2, ""), (("diff", "{tmp}/" + "n" * 300, "0.1.0"), 2, ""),
]


@pytest.mark.parametrize(("args", "code", "says"), BAD, ids=[" ".join(a)[:60].replace("{tmp}/", "").replace("{home}/", "") + f" {i}" for i, (a, _, _) in enumerate(BAD)])
def test_bad_input_is_said_in_words(run, only_read, tmp_path, args, code, says):
    tmp = tmp_path / "t"
    (tmp / "full").mkdir(parents=True)
    (tmp / "empty").mkdir()
    (tmp / "full" / "x").write_text("mine")
    (tmp / "file.txt").write_text("some words\n")
    (tmp / "bytes").write_bytes(b"\xff\xfe")
    before = sorted(str(p) for p in tmp.rglob("*"))
    got, out, err = run(*[a.format(tmp=tmp, home=only_read) for a in args])
    assert got == code, (out, err)
    lines = [x for x in err.splitlines() if not x.endswith(" ...")]  # steps of long work
    assert says in err and lines and lines[0].startswith("newsparallax: ")
    assert sorted(str(p) for p in tmp.rglob("*")) == before, "nothing was written"


def test_no_data_at_all(run, tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSPARALLAX_HOME", str(tmp_path / "none"))
    for args in (("info",), ("cite",), ("validate", "0.1.0"), ("build",), ("describe", "articles"), ("generate", "--check"), ("export", "csv", "0.1.0", tmp_path / "x")):
        code, _, err = run(*args)
        assert code == 2 and "NEWSPARALLAX_HOME" in err, args


def test_without_curation_the_checkout_is_named(run, released):
    shutil.rmtree(released / "dataset" / "curation")
    for args in (("build",), ("release", "0.2.0"), ("new-article", "x", "hubao", "/tmp"), ("code", Path(__file__))):
        code, _, err = run(*args)
        assert code == 2 and "a checkout of the repository" in err, args
    assert run("info")[0] == 0


# --- looking


def test_info(run, only_read):
    code, out, err = run("info")
    assert code == 0 and err == "" and out.startswith("versions: 0.1.0\n") and "attributions" in out and "19 rows" in out
    assert run("info", "0.1.0")[1] in out


def test_info_before_the_first_release(run, home):
    assert run("info") == (0, "versions: (none)\n", "")


def test_describe(run, only_read):
    code, out, _ = run("describe", "Attribution-Claims")
    lines = out.splitlines()
    assert code == 0 and lines[0].startswith("attribution_claims: ") and len(lines) == 5
    assert any(x.startswith("  stance (string, required; codes: asserts, denies, leaves_open): ") for x in lines)
    assert all(len(x.split(": ", 1)[1]) > 5 for x in lines)
    for name in releases.open_release("0.1.0").package.tables:
        assert run("describe", name)[0] == 0


def test_cite(run, only_read):
    code, out, _ = run("cite")
    assert code == 0 and "0.1.0" in out and "CC BY 4.0" in out and out.count("\n") == 1


# --- validate


def damage(released):
    """Make a folder that is not released, with one code and one key that are wrong."""
    from newsparallax.storage import from_pandas, read_arrow, to_pandas, write_arrow

    folder = released.parent / "mine"
    shutil.copytree(released / "dataset/releases/0.1.0", folder)
    (folder / "manifest.json").unlink()
    table = releases.open_folder(folder).package.table("claims")
    frame = to_pandas(read_arrow(folder / "claims.parquet"))
    frame.loc[frame["claim_id"] == "kite-was-sent", "kind"] = "rumour <script>"
    write_arrow(from_pandas(frame, table), folder / "claims.parquet")
    return folder


def test_validate_says_fine(run, only_read):
    code, out, err = run("validate", "0.1.0")
    assert code == 0 and "0 findings" in out and "checking 0.1.0" in err
    code, again, _ = run("validate")
    assert code == 0 and "0 findings" in again


def test_validate_json(run, only_read):
    code, out, err = run("validate", "0.1.0", "--json")
    d = json.loads(out)
    assert code == 0 and err == "" and set(d) == {"version", "n_checks", "findings"} and d["version"] == "0.1.0" and d["n_checks"] > 200 and d["findings"] == []


def test_validate_findings(run, released, tmp_path):
    folder = damage(released)
    code, out, _ = run("validate", folder, "--html", tmp_path / "r.html")
    assert code == 1
    lines = [x for x in out.splitlines() if x.startswith("claims.kind")]
    assert len(lines) == 1 and "kite-was-sent" in lines[0], out
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "kite-was-sent" in page and "rumour &lt;script&gt;" in page and "rumour <script>" not in page
    code, out, _ = run("validate", folder, "--json")
    d = json.loads(out)
    assert code == 1 and len(d["findings"]) == 1
    f = d["findings"][0]
    assert set(f) == {"table", "column", "rule", "keys", "values", "n_failed", "message"}
    assert (f["table"], f["column"], f["keys"], f["values"], f["n_failed"]) == ("claims", "kind", ["kite-was-sent"], ["rumour <script>"], 1)


def test_validate_one_file(run, released, tmp_path):
    folder = damage(released)
    code, out, _ = run("validate", folder / "claims.parquet", "--table", "claims")
    assert code == 1 and "claims.kind" in out
    shutil.copy(folder / "events.parquet", tmp_path / "mine.parquet")
    assert run("validate", tmp_path / "mine.parquet", "--table", "events")[0] == 0


def test_validate_a_changed_release_names_the_file(run, released):
    path = released / "dataset/releases/0.1.0/claims.parquet"
    raw = bytearray(path.read_bytes())
    raw[30] ^= 1
    path.write_bytes(raw)
    code, out, err = run("validate", "0.1.0")
    assert code == 1 and "claims.parquet" in out + err
    code, _, err = run("export", "csv", "0.1.0", released.parent / "x")
    assert code == 1 and "claims.parquet was changed after its release" in err
    (path.parent / "manifest.json").unlink()
    for args in (("info", "0.1.0"), ("validate", "0.1.0"), ("cite",)):
        code, _, err = run(*args)
        assert code == 1 and "manifest.json is missing" in err, args


def test_a_folder_named_like_a_version_is_a_folder(run, released, tmp_path, monkeypatch):
    folder = damage(released)
    folder.rename(tmp_path / "0.1.0")
    monkeypatch.chdir(tmp_path)
    assert run("validate", "./0.1.0")[0] == 1


def test_validate_without_great_expectations(run, only_read, monkeypatch):
    import importlib.util

    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *a: None if name == "great_expectations" else real(name, *a))
    code, _, err = run("validate", "0.1.0")
    assert code == 2 and 'pip install "newsparallax[quality]"' in err


# --- build, release, diff


def test_build_and_release(run, home, quick):
    code, out, err = run("build")
    assert code == 0 and out == "there is no release yet\n" and "reading curation files" in err and "wrote" in err
    code, out, err = run("build")
    assert code == 0 and "nothing has changed" in err
    code, out, _ = run("release", "0.1.0")
    assert code == 0 and out == f"released {home / 'dataset/releases/0.1.0'}\n"
    assert run("build")[1] == "the build equals 0.1.0\n"
    assert run("build", "--force")[1] == "the build equals 0.1.0\n"


def test_build_names_every_error_and_ends_with_1(run, home):
    for key in ("actors", "claims"):
        list_file(home, key).write_text("- x\n")
    code, out, err = run("build")
    assert code == 1 and out == ""
    assert "dataset/curation/actors.yaml:1: " in err and "dataset/curation/stories/kite-2023/claims.yaml:1: " in err and "nothing was written" in err
    assert run("release", "0.1.0")[0] == 1


def test_diff(run, released, quick):
    assert run("diff", "0.1.0", "0.1.0") == (0, "step demanded: none\n", "")
    path = list_file(released, "claims")
    path.write_text(path.read_text().replace("The string of the kite broke in a storm.", "The string tore in a storm."))
    run("build")
    code, out, _ = run("diff", "0.1.0", released / "build" / "release")
    assert code == 0
    assert out.splitlines() == ["claims: 0 rows added, 0 removed, 1 values changed", "  changed: string-broke sentence: The string of the kite broke in a storm. -> The string tore in a storm.", "step demanded: patch"]
    write_work(released.parent / "w", WORK_AR, TEXT_AR)
    assert run("code", released.parent / "w" / f"{WORK_AR['article_id']}.work.yaml")[0] == 0
    run("build")
    out = run("diff", "0.1.0", released / "build" / "release")[1]
    assert "articles: 1 rows added" in out and f"  added: {WORK_AR['article_id']}" in out and out.endswith("step demanded: minor\n")
    code, _, err = run("release", "0.1.1")
    assert code == 2 and "MINOR" in err
    assert run("release", "0.2.0")[0] == 0
    assert run("diff", "0.2.0", "0.1.0")[1].endswith("step demanded: major\n")


# --- articles


def test_new_article_is_a_scaffold_that_is_easy_to_fill(run, home, tmp_path):
    code, out, _ = run("new-article", "hubao-20230308-feng", "hubao", tmp_path / "new", "--language", "zh")
    path = tmp_path / "new" / "hubao-20230308-feng.work.yaml"
    assert code == 0 and str(path) in out and "newsparallax code" in out
    text = path.read_text(encoding="utf-8")
    (tmp_path / "new" / "hubao-20230308-feng.txt").write_text("市长称下雨。", encoding="utf-8")
    filled = text.replace("first words … last words     # the passage", "市长称下雨。", 1).replace("source: words of the text", "source: 市长").replace("cue: said", "cue: 称")
    filled = filled.replace("coder_id: my-coder", "coder_id: lm-1").replace("lemma: say", "lemma: 称").replace("content: first words … last words", "content: 下雨")
    path.write_text(filled, encoding="utf-8")
    code, out, err = run("code", path, "--check")
    assert code == 0 and "1 rows on 6 characters, no errors" in out, err
    code, _, err = run("new-article", "hubao-20230308-feng", "hubao", tmp_path / "new")
    assert code == 2 and "exists" in err and path.read_text(encoding="utf-8") == filled


def test_an_unfilled_scaffold_names_what_is_to_be_done(run, home, tmp_path):
    run("new-article", "hubao-20230308-feng", "hubao", tmp_path)
    code, _, err = run("code", tmp_path / "hubao-20230308-feng.work.yaml")
    assert code == 1 and "hubao-20230308-feng.txt cannot be read" in err and "actor" not in err.split("text_file")[0]


def test_code(run, home, tmp_path):
    path = write_work(tmp_path / "w", WORK_AR, TEXT_AR)
    assert run("code", path, "--check")[0] == 0
    assert not (story_folder(home) / "articles" / f"{WORK_AR['article_id']}.yaml").exists()
    code, out, _ = run("code", path)
    assert code == 0 and out.startswith("wrote dataset/curation/stories/kite-2023/articles/")
    again = {**WORK_AR, "coder_id": "lm-2"}
    code, out, _ = run("code", write_work(tmp_path / "w2", again, TEXT_AR), "--second")
    assert code == 0 and "codings/" in out
    code, _, err = run("code", write_work(tmp_path / "w3", {**WORK_AR, "coder_id": "lm-7", "outlet_id": "nope"}, TEXT_AR))
    assert code == 1 and "2 errors:" in err and ".work.yaml:" in err
    assert "coder_id 'lm-7' is not in coders.yaml" in err and "outlet_id 'nope' is not in outlets.yaml" in err


def test_verify_text(run, only_read, tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text(TEXT_EN, encoding="utf-8")
    code, out, _ = run("verify-text", EN, path)
    assert code == 0 and "hash of the observed part: equal" in out and "different" not in out
    n = int(out.split("spans: ")[1].split(" ")[0])
    assert n > 20 and f"spans: {n} of {n} equal" in out
    path.write_text("date 2023-03-06\n" + TEXT_EN.replace(" ", "\n\n ") + " And more that was cut.", encoding="utf-8")
    assert run("verify-text", EN, path)[0] == 0, "other line breaks, a stamp, and a longer text are the same"
    path.write_text(normalise(TEXT_EN).replace("Lake Emmer on Monday", "Lake Emmer on Sunday"), encoding="utf-8")
    code, out, _ = run("verify-text", EN, path)
    assert code == 1 and "hash of the observed part: different" in out and f"spans: {n} of {n} equal" in out
    path.write_text(normalise(TEXT_EN).replace("denied", "refuse"), encoding="utf-8")
    code, out, _ = run("verify-text", EN, path)
    assert code == 1 and f"  different: {EN}.a003 cue 1 at " in out and f"spans: {n - 1} of {n} equal" in out
    path.write_text("", encoding="utf-8")
    assert run("verify-text", EN, path)[0] == 1


def test_export(run, only_read, tmp_path):
    for form in ("csv", "datapackage", "croissant", "duckdb"):
        code, out, _ = run("export", form, "0.1.0", tmp_path / form)
        n = len(list((tmp_path / form).iterdir()))
        assert code == 0 and out == f"wrote {n} file{'s' if n != 1 else ''} to {tmp_path / form}\n"


def test_generate(run, home, quick, monkeypatch):
    code, out, _ = run("generate", "--check")
    assert code == 1 and "dataset/DATA_DICTIONARY.md is stale; run: make generated" in out
    code, out, _ = run("generate")
    assert code == 0 and "wrote dataset/DATA_DICTIONARY.md" in out
    assert "wrote dataset/curation/story.schema.json" in out and "wrote dataset/curation/stories/kite-2023/work.schema.json" in out
    assert run("generate", "--check") == (0, "", "") and run("generate") == (0, "", "")


def test_unexpected_errors_are_not_hidden(monkeypatch, released):
    """An error of the program is not dressed up as an error of the user."""
    from newsparallax import corpus

    monkeypatch.setattr(corpus.Corpus, "cite", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        cli.main(["cite"])


def test_an_interruption_is_130(run, released, monkeypatch):
    from newsparallax import corpus

    def stop(self):
        raise KeyboardInterrupt

    monkeypatch.setattr(corpus.Corpus, "cite", stop)
    code, _, err = run("cite")
    assert code == 130 and "stopped" in err


# --- as a process


def process(*args, **more):
    return subprocess.run([sys.executable, "-m", "newsparallax.cli", *map(str, args)], capture_output=True, text=True, **more)


def test_the_process_ends_with_the_same_codes(only_read):
    for args, code in ((("info",), 0), (("info", "9.9.9"), 2)):
        r = process(*args)
        assert r.returncode == code and "Traceback" not in r.stderr, args


def test_a_reader_that_stops_early_makes_no_noise(only_read):
    r = subprocess.run(f"{sys.executable} -m newsparallax.cli describe attributions | head -1", shell=True, capture_output=True, text=True)
    assert r.stdout.startswith("attributions: ") and r.stderr == ""


def test_words_of_every_script_on_a_poor_terminal(only_read, tmp_path):
    env = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    r = subprocess.run([sys.executable, "-m", "newsparallax.cli", "validate", "湖.parquet", "--table", "claims"], capture_output=True, env=env, cwd=tmp_path)
    assert r.returncode == 2 and b"Traceback" not in r.stderr


@pytest.mark.slow
def test_findings_are_one_uncut_line_each_where_there_is_no_terminal(released):
    folder = damage(released)
    r = process("validate", folder, env={**os.environ, "COLUMNS": "20"})
    lines = [x for x in r.stdout.splitlines() if x.startswith("claims.kind")]
    assert r.returncode == 1 and len(lines) == 1 and len(lines[0]) > 80 and "\x1b" not in r.stdout + r.stderr and "Traceback" not in r.stderr
