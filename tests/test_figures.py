"""Every figure draws its table, shows counts, describes itself, and leaves matplotlib's settings alone."""

from __future__ import annotations

import inspect
import re
import tomllib
import warnings

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import figure_tables
import newsparallax
from newsparallax import figures, measures
from newsparallax.errors import UnknownName, UsageError
from newsparallax.figures import fonts, labels, registry, row_chart, soundness, style, wording

FIVE = figure_tables.five()
NO_FIGURES = {"alt_text", "show", "outlet_names", "article_names", "claim_sentences"}
# no rows for them in the data yet, or another kind of table
BY_HAND = {"readout_points", "readout_fidelity", "point_coverage", "swap_flips"}
DRAWN = sorted(set(figures.__all__) - NO_FIGURES)


@pytest.fixture(scope="module")
def corpus():
    return newsparallax.load("0.3.0").story("balloon-2023")


@pytest.fixture(scope="module")
def made(corpus):
    return figure_tables.from_data(corpus)


@pytest.fixture(scope="module")
def names(corpus):
    return corpus.labels() | figures.outlet_names(corpus.outlets) | figures.claim_sentences(corpus.claims)


def texts(ax):
    return [
        t.get_text() for t in (*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels()) if t.get_text()
    ] + [ax.get_xlabel(), ax.get_title(loc="left")]


def save(ax, path):
    """Save a figure; a letter without a glyph, or text that the layout cannot place, is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax.figure.savefig(path)
    assert path.stat().st_size > 5000


def test_every_figure_is_tested():
    assert set(FIVE) == set(DRAWN)
    assert set(registry.BY_NAME) == set(DRAWN)
    assert all(getattr(figures, f.name) is f.draw for f in registry.FIGURES)


@pytest.mark.parametrize("name", DRAWN)
def test_figure_of_five_rows(name, tmp_path):
    table = FIVE[name]
    before, settings, backend = table.copy(), matplotlib.rcParams.copy(), matplotlib.get_backend()
    ax = figure_tables.draw(name, table)
    save(ax, tmp_path / "a.png")
    assert matplotlib.rcParams == settings and matplotlib.get_backend() == backend
    pd.testing.assert_frame_equal(table, before)
    assert len(texts(ax)) > 4 and any(re.search(r"\d", t) for t in texts(ax)), "counts are shown"
    described = figure_tables.told(name, table)
    assert (
        len(described) > 60
        and re.search(r"\d", described)
        and described.endswith(".")
        or name == "claim_matrix"
    )
    assert "nan" not in described.lower() and not any("nan" in t.lower().split() for t in texts(ax))
    assert "<NA>" not in described and not any("<NA>" in t for t in texts(ax))


@pytest.mark.parametrize("name", DRAWN)
def test_figure_in_axes_that_are_given(name):
    _, own = plt.subplots(figsize=(9, 9))
    n = len(plt.get_fignums())
    assert figure_tables.draw(name, FIVE[name], ax=own) is own
    assert len(plt.get_fignums()) == n
    assert figure_tables.draw(name, FIVE[name], title="A title of one's own") is not own


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(DRAWN) - BY_HAND))
def test_figure_of_the_data(name, made, names, tmp_path):
    try:
        table = made[name]()
    except UsageError as e:
        pytest.skip(f"this version of the data has too little for it: {e}")
    ax = figure_tables.draw(name, table, names=names)
    save(ax, tmp_path / "a.png")
    assert len(figure_tables.told(name, table, names=names)) > 100
    wide, tall = ax.figure.get_size_inches()
    assert wide < 20 and tall < 60


@pytest.mark.parametrize("name", DRAWN)
def test_errors_say_what_to_do(name):
    draw = getattr(figures, name)
    with pytest.raises(UsageError, match="nothing to draw.*Next:"):
        draw(FIVE[name].iloc[:0])
    with pytest.raises(UsageError, match="Next:"):
        draw(pd.DataFrame({"colour": ["red"], "shape": ["round"]}))
    with pytest.raises(UsageError, match="a list cannot be drawn.*Next: pass the result of"):
        draw([1, 2])


def test_a_misspelt_column_is_named():
    with pytest.raises(UnknownName, match="did you mean 'estmate'|estimate"):
        figures.source_mix(FIVE["source_mix"].rename(columns={"estimate": "estmate"}))
    with pytest.raises(UsageError, match="one group and one category"):
        figures.source_mix(FIVE["source_mix"].drop(columns="group"))
    with pytest.raises(UnknownName, match="no figure 'pie'"):
        figures.alt_text(FIVE["source_mix"], kind="pie")
    with pytest.raises(UsageError, match="no figure is known"):
        figures.alt_text(pd.DataFrame({"colour": ["red"]}))


@pytest.mark.parametrize(
    "name",
    [n for n in DRAWN if "is_small" in FIVE[n].columns and n not in ("claim_matrix", "outlet_distance")],
)
def test_small_groups_have_counts_and_no_share(name):
    table = FIVE[name]
    ax = figure_tables.draw(name, table)
    shown = " ".join(texts(ax))
    assert "counts only" in shown or row_chart.FEW in shown
    # as many points as rows that are large enough
    marks = [line for line in ax.lines if line.get_marker() not in ("None", None, "")]
    large = int(table["estimate"].notna().sum())
    assert 0 < len(marks) <= large


def test_what_the_rows_show():
    ax = figures.source_mix(FIVE["source_mix"])
    shown = texts(ax)
    assert {
        "here",
        "8 articles, 8 sources",
        "3 of 8",
        "norland",
        row_chart.FEW,
        "norland 1",
    } <= set(shown)
    intervals = [tuple(line.get_xdata()) for line in ax.lines if len(line.get_xdata()) == 2]
    assert (0.1, 0.6) in intervals
    assert ax.get_xlim() == (0, 1)


def test_names_win_over_labels_of_the_table_and_those_over_the_code():
    table = FIVE["source_mix"].copy()
    assert figures.alt_text(table, title="Who speaks?").startswith("Chart: Who speaks? here")
    table.attrs["labels"] = {"norland": "Norland", "sudria": "Sudria"}
    for name in (figures.source_mix, figures.show):
        shown = texts(name(table, names={"norland": "The north", "here": "Here"}))
        assert {"The north", "Sudria", "several together", "Here"} <= set(shown)
        assert not {"norland", "Norland", "sudria"} & set(shown)
    told = figures.alt_text(table, names={"norland": "The north"})
    assert "The north 3 of 8" in told and "Sudria 1 of 8" in told
    table.attrs.clear()
    assert {"norland", "sudria", "several together"} <= set(texts(figures.source_mix(table)))
    assert "north and south" in texts(figures.source_mix(table.replace("sudria", "north_and_south")))


SIDES = ["west_isle", "norland", "sudria", "east_isle", "third_isle"]


def five_sides():
    table = pd.concat([FIVE["source_mix"].iloc[:1]] * 5, ignore_index=True)
    return table.assign(actor_side=sorted(SIDES), n=[1, 2, 3, 4, 5], estimate=[0.1, 0.2, 0.3, 0.4, 0.5])


def test_five_sides_have_the_order_of_the_names_and_colors_and_marks_of_their_own():
    table = five_sides()

    def shown(ax):
        return [t.get_text() for t in ax.get_yticklabels()]

    def marks(ax):
        return [x for x in ax.lines if x.get_marker() not in ("None", None, "")]

    names = {side: side.replace("_", " ").capitalize() for side in SIDES}
    ax = figures.source_mix(table, names=names, colors={"sudria": "#123456"})
    assert shown(ax) == list(names.values())
    assert len({m.get_marker() for m in marks(ax)}) == 5
    assert marks(ax)[2].get_color() == "#123456" and marks(ax)[0].get_color() == style.COLORS[0]
    assert shown(figures.source_mix(table)) == [x.replace("_", " ") for x in sorted(SIDES)], "as they come"
    table.attrs.update(labels=names, colors={"west_isle": "#654321", "sudria": "red"})
    ax = figures.source_mix(table, colors={"sudria": "#123456"})
    assert shown(ax) == list(names.values())
    assert [marks(ax)[i].get_color() for i in (0, 2)] == ["#654321", "#123456"], "an argument wins"
    ax = figures.source_mix(table, colors={"sudria": style.COLORS[0], "west_isle": style.COLORS[1]})
    assert len({m.get_color() for m in marks(ax)}) == 5, "no other side has the color of one that has its own"
    with pytest.raises(UsageError, match="the color of 'sudria' is 'reddish'.*Next: correct it"):
        figures.source_mix(table, colors={"sudria": "reddish"})
    days = pd.DataFrame({"day": "2031-05-04", "who": SIDES, "what": "It was a kite."})
    ax = figures.timeline(days, names=names, colors={"sudria": "#123456"})
    assert sorted({m.get_color() for m in marks(ax)}) == [style.COLORS[0], "#123456"]


def test_all_articles_come_first_and_what_is_not_known_last():
    table = pd.concat(
        [FIVE["source_mix"].iloc[:1].assign(group=g) for g in ("(not known)", "b", "all articles", "a")]
    )
    assert [t for t in texts(figures.source_mix(table)) if t in ("a", "b", "all articles", "not known")] == [
        "all articles", "b", "a", "not known"
    ]  # fmt: skip
    rows = table.rename(columns={"actor_side": "claim_id"})
    heads = [t.get_text().replace("\n", " ") for t in figures.claim_matrix(rows).get_xticklabels()]
    assert heads == ["all articles", "b", "a", "not known"]
    assert "(not known)" not in figures.alt_text(table) and "not known" in figures.alt_text(table)
    known = FIVE["source_mix"].iloc[:3].assign(actor_side=["(not known)", "norland", None])
    told = [t.get_text() for t in figures.source_mix(known).get_yticklabels()]
    assert told == ["norland", "not known", "not known"]


def test_long_figures_stop_at_sixty_rows():
    many = pd.concat([FIVE["source_mix"].iloc[:3].assign(group=f"g{i}") for i in range(40)])
    ax = figures.source_mix(many)
    shown = [t.get_text() for t in ax.get_yticklabels()]
    assert len(shown) == 61 and shown[-1] == "and 60 more rows"
    assert ax.figure.get_size_inches()[1] < 30
    claims = pd.DataFrame({"claim_id": [f"c{i}" for i in range(80)], "position_first": range(80)})
    ax = figures.translation_shift(claims.assign(position_second=range(80), shift="kept"))
    assert "20 more claims are not drawn." in " ".join(texts(ax)).replace("\n", " ")
    links = pd.DataFrame(
        {"article_id": [f"a{i}" for i in range(80)], "outlet_id": [f"o{i}" for i in range(80)]}
    )
    links = links.assign(step=1, origin_article_id=None, origin_outlet_id="agency", relation="cut")
    assert "and 21 more" in texts(figures.copy_tree(links))
    counts = pd.DataFrame({"E1": range(80)})
    assert len(figures.holes(counts).get_yticklabels()) == 61
    days = pd.DataFrame({"day": "2031-05-04", "who": "norland", "what": [f"claim {i}" for i in range(80)]})
    assert len(figures.timeline(days, top=80).get_yticklabels()) == 60


def test_long_names_stay_apart():
    ends = ["morning edition", "evening edition"]
    names = {
        x: f"The Gazette of all the Northern Lakes and of the Islands beyond them, {e}"
        for x, e in zip("xy", ends, strict=True)
    }
    table = FIVE["source_mix"].iloc[:2].assign(actor_side=list("xy"))
    shown = [
        t.get_text().replace("\n", " ") for t in figures.source_mix(table, names=names).get_yticklabels()
    ]
    assert len(set(shown)) == 2 and [x.endswith(e) for x, e in zip(shown, ends, strict=True)] == [True, True]
    alike = [f"{'a' * 100} {x} {'z' * 100}" for x in "pq"]
    assert len(set(wording.labels(alike, 20, 2))) == 2
    assert all(wording.widest([x]) <= 20 for x in wording.labels(alike, 20, 2))


def test_characters_that_hide_or_turn_others_are_not_drawn():
    dirty = "Ga\u200bz\u202eette\u0007 of\nthe\tLakes\ufeff"
    table = FIVE["source_mix"].iloc[:2].assign(group=dirty, actor_side=["x", dirty])
    ax = figures.source_mix(table, names={"x": f"x {dirty}"}, title=f"On {dirty}")
    shown = {*texts(ax), figures.alt_text(table, title=f"On {dirty}")}
    assert "Gazette of the Lakes" in shown and "x Gazette of the Lakes" in shown
    assert not any(c in t for t in shown for c in "\u200b\u202e\u0007\ufeff\t")
    assert wording.clean("می\u200cخواهم") == "می\u200cخواهم", "Persian needs it inside a word"
    assert wording.clean("a\u200cb") == "ab"


def test_days_carry_their_year():
    ax = figures.timeline(FIVE["timeline"])
    ax.figure.canvas.draw()
    days = [t.get_text() for t in ax.get_xticklabels() if t.get_text()]
    assert days and all(re.fullmatch(r"\d+ [A-Z][a-z]{2}\n2031", d) for d in days)
    years = FIVE["timeline"].assign(day=["2019-01-01", "2021-06-01", "2025-01-01", "2031-01-01", None])
    ax = figures.timeline(years)
    ax.figure.canvas.draw()
    days = [t.get_text() for t in ax.get_xticklabels() if t.get_text()]
    assert 2 < len(days) < 12 and len({d[-4:] for d in days}) > 2


def test_described_as_drawn():
    described = figures.alt_text(FIVE["source_mix"])
    assert described.startswith(
        "Chart: Sources that speak, by side. here (8 articles, 8 sources): norland 3 of 8 "
        "(38%, interval 10% to 60%)"
    )
    assert "few (2 articles, 2 sources): norland 1" in described


def test_long_charts_are_described_in_part():
    many = pd.concat([FIVE["source_mix"].iloc[:3].assign(group=f"g{i}") for i in range(40)])
    assert "60 more rows are in the table" in figures.alt_text(many)


def test_detectable_difference_is_drawn_from_the_other_groups():
    ax = figures.reporting_verbs(FIVE["reporting_verbs"])
    bars = [tuple(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 7]
    # group g: the others have 1 + 2 + 1 of 8 + 8 + 2
    assert any(np.allclose(b, (4 / 18, 4 / 18 + 0.2)) for b in bars)
    assert "3 of 8; detectable from 20.0 points" in texts(ax)
    assert len(bars) == 3, "a group that is too small, or has nothing to be compared with, has no bar"


def test_own_voice_stands_beside_quoted():
    ax = figures.naming_mix(FIVE["naming_mix"])
    assert "own 3 of 8; quoted 1 of 8" in texts(ax)
    filled = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() not in ("None", None, "")]
    assert filled.count("white") == 2, "quoted marks are open"
    both = pd.concat(
        [FIVE["frame_shares"].assign(voice=v) for v in ("in_outlet_voice", "only_in_attributed_words")]
    )
    assert "own 3 of 8; only attributed 3 of 8" in texts(figures.frame_shares(both))
    with pytest.raises(UsageError, match="voice has the value 'any'"):
        figures.frame_shares(both.assign(voice="any"))


def test_matrix_reads_across():
    ax = figures.claim_matrix(FIVE["claim_matrix"], names={"x": "A claim as a sentence."})
    shown = [t.get_text() for t in ax.texts]
    assert shown.count("–") == 4 and "1 of 2" in shown and "A claim as a sentence." in texts(ax)
    hatched = [p for p in ax.patches if p.get_hatch()]
    assert len(hatched) == 1
    assert "few 1 of 2" in figures.alt_text(FIVE["claim_matrix"], kind="claim_matrix")


def test_points_of_both_texts():
    ax = figures.readout_points(
        FIVE["readout_points"], names={"us": "US text", "a": "صوت الأحواز (Ahwaz Voice), 18 May 2031"}
    )
    shown = " ".join(texts(ax))
    assert "US text" in shown and "3 carried" in shown and "softer" in shown and "sharper" in shown
    assert sum(bool(p.get_hatch()) for p in ax.patches) == 1
    with pytest.raises(UsageError, match="carried has the value 'perhaps'"):
        figures.readout_points(FIVE["readout_points"].assign(carried="perhaps"))


def test_holes_are_hatched():
    ax = figures.holes(FIVE["holes"])
    assert sum(bool(p.get_hatch()) for p in ax.patches) == 5
    assert "w: none" in figures.alt_text(FIVE["holes"])
    with pytest.raises(UsageError, match="something else than counts"):
        figures.holes(FIVE["holes"] / 3)


def test_tree_of_copies():
    ax = figures.copy_tree(FIVE["copy_tree"])
    shown = [t.get_text().replace("\u00a0", " ") for t in ax.texts]
    assert shown[2:] == [
        "agency  (3 carriers)",
        "daily  (translated)",
        "paper, 18 May 2031  (cut)",
        "site, 18 May 2031  (same text)",
        "blog, 18 May 2031  (quoted)",
    ]
    assert "1 with fewer than 2 carriers not" in shown[1].replace("\n", " ")
    with pytest.raises(UsageError, match="no origin has 9 carriers"):
        figures.copy_tree(FIVE["copy_tree"], min_carriers=9)
    loop = pd.DataFrame(
        {
            "article_id": ["a", "b"],
            "outlet_id": ["o", "p"],
            "step": 1,
            "origin_article_id": ["b", "a"],
            "origin_outlet_id": ["p", "o"],
            "relation": "identical",
        }
    )
    assert figures.copy_tree(loop, min_carriers=1)


def test_sources_stand_inside_sources():
    table = FIVE["nested_sources"]
    ax = figures.nested_sources(table)
    boxes = [p.get_bbox() for p in ax.patches]
    assert len(boxes) == 3
    for outer, inner in zip(boxes, boxes[1:], strict=False):
        assert outer.x0 < inner.x0 and inner.x1 < outer.x1 and outer.y0 < inner.y0 and inner.y1 < outer.y1
    assert "1 source with no other inside" in texts(ax)[1].replace(
        "\n", " "
    ) and "no one named: قال (said)" in " ".join(texts(ax))
    assert len(figures.nested_sources(table, min_depth=1).patches) == 4
    assert "up to 3 deep" in figures.alt_text(table)
    with pytest.raises(UsageError, match="2 articles"):
        figures.nested_sources(table.assign(article_id=list("aaaab")))
    with pytest.raises(UsageError, match="at most 3"):
        figures.nested_sources(table, min_depth=4)


def test_timeline_tells_denial_from_assertion():
    ax = figures.timeline(
        FIVE["timeline"],
        events=pd.DataFrame({"event_id": ["E2"], "label": ["They meet"], "starts_on": ["2031-05-18"]}),
    )
    shown = texts(ax)
    assert {"It spied.", "denied: It spied.", "2", "3 statements", "E2"} <= set(shown)
    assert "1 statement without a date is left out" in " ".join(shown).replace("\n", " ")
    assert "E2: They meet" in " ".join(shown).replace("\n", " ")


def test_aims_of_agreement():
    ax = figures.agreement(FIVE["agreement"])
    dashed = sorted(
        line.get_xdata()[0]
        for line in ax.lines
        if len(line.get_xdata()) == 2
        and line.get_xdata()[0] == line.get_xdata()[1]
        and line.get_linestyle() == "--"
    )
    assert dashed == [0.667, 0.8]
    by = FIVE["agreement"].assign(language="zh")
    assert "Chinese · articles" in texts(figures.agreement(by))


def test_languages_of_the_data_are_spelt_out(corpus):
    for code in corpus.articles["language"].unique():
        assert len(labels.words(code, column="article_language")) > 3, code


def test_exact_interval_of_flips():
    low, high = soundness.exact_interval(5, 20)
    assert round(low, 4) == 0.0866 and round(high, 4) == 0.4910
    assert (
        soundness.exact_interval(20, 20)[1] == 1 and round(soundness.exact_interval(20, 20)[0], 4) == 0.8316
    )


def test_marks_differ_without_colour():
    assert len(set(style.MARKERS)) == len(style.COLORS) == len(set(style.COLORS))
    rgb = [matplotlib.colors.to_rgb(c) for c in style.COLORS]
    # dark enough on white paper once colour is gone
    assert all(0.2126 * r + 0.7152 * g + 0.0722 * b < 0.72 for r, g, b in rgb)


# fonts


def glyphs_are_there(labels, path):
    fig = plt.figure(figsize=(12, max(2, 0.22 * len(labels))))
    with style.style():
        ax = fig.add_axes((0, 0, 1, 1))
        for i, label in enumerate(labels):
            ax.text(0.01, 1 - (i + 0.5) / len(labels), label, fontsize=9)
    style.finish(ax)
    save(ax, path)


@pytest.mark.slow
def test_all_names_and_titles_have_their_letters(corpus, tmp_path):
    labels = list(figures.outlet_names(corpus.outlets).values())
    assert len(labels) > 50 and any("新华社" in x for x in labels)
    glyphs_are_there(labels, tmp_path / "names.png")
    known = (
        corpus.articles["title"].dropna().tolist()
        + corpus.namings["term"].dropna().unique().tolist()
        + corpus.attributions["cue"].dropna().unique().tolist()
    )
    glyphs_are_there([x[:60] for x in known], tmp_path / "titles.png")


def test_all_scripts_have_their_letters(tmp_path):
    glyphs_are_there(
        [
            "新华社 聯合報 時事通信社 しんぶん ダイヤモンド",
            "연합뉴스 한국어",
            "صوت الأحواز خبرگزاری پاکستان ٹی وی",
            "РИА Новости Україна Вечерње",
            "हिन्दी क्षत्रिय",
            "Česká İhlas Távirati Việt",
        ],
        tmp_path / "a.png",
    )


def test_a_letter_without_a_font_would_be_noticed(tmp_path):
    with pytest.raises(UserWarning, match="missing from font"):
        glyphs_are_there(["\U00012000"], tmp_path / "a.png")


def ink(text):
    """Return which columns of pixels a text inks."""
    fig = plt.figure(figsize=(4, 1), dpi=100)
    with style.style():
        t = fig.text(0.05, 0.4, text, fontsize=30)
    t.set_fontfamily(list(fonts.families_for(text)))
    fig.canvas.draw()
    columns = (np.asarray(fig.canvas.buffer_rgba())[:, :, 0] < 128).any(axis=0)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], columns.astype(int), [0]])))
    return list(zip(edges[::2], edges[1::2], strict=True))


def test_arabic_is_joined_and_runs_from_right_to_left():
    assert len(ink("ببب")) == 1 and len(ink("ب ب ب")) == 3
    # the first letter, an alef, is a stroke: it must stand at the right of the wide one that follows
    (a0, a1), (b0, b1) = ink("ا سس")
    assert a1 - a0 > 3 * (b1 - b0)


def test_a_gloss_stands_after_a_name_that_runs_from_right_to_left():
    label = figures.outlet_names(pd.DataFrame({"outlet_id": ["o"], "name": ["سسس"], "name_latin": ["I"]}))[
        "o"
    ]
    assert label == "\u200eسسس (I)"
    blobs = ink(label)
    # letters in front, then the bracketed gloss
    assert blobs[0][1] - blobs[0][0] > 3 * (blobs[-1][1] - blobs[-1][0])
    assert all(
        line.startswith("\u200e")
        for line in wording.wrap(label + " a long gloss that is broken", 12).splitlines()
    )


def test_japanese_and_korean_forms():
    assert "Noto Sans CJK JP" in fonts.families_for(
        "しんぶん赤旗"
    ) and "Noto Sans CJK KR" in fonts.families_for("한국경제TV")
    assert "Noto Sans CJK SC" in fonts.families_for("新华社") and fonts.families_for("Интерфакс") == (
        "DejaVu Sans",
    )


def test_without_the_fonts_one_warning_says_what_to_install(monkeypatch):
    fonts.families.cache_clear()
    try:
        monkeypatch.setattr(fonts.importlib.util, "find_spec", lambda name: None)
        with pytest.warns(UserWarning, match=r'pip install "newsparallax\[figures\]"') as caught:
            figures.source_mix(FIVE["source_mix"], names={"here": "新华社"})
            figures.source_mix(FIVE["source_mix"])
        assert len(caught) == 1 and fonts.families() == ("DejaVu Sans",)
    finally:
        fonts.families.cache_clear()


def test_fonts_are_declared_and_pinned(root):
    extras = tomllib.loads((root / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    pinned = (root / "constraints.txt").read_text()
    assert "newsparallax[figures]" in extras["lab"]
    for package in fonts.FONTS:
        name = package.replace("_", "-")
        assert any(d.startswith(name) for d in extras["figures"]) and f"\n{name}==" in pinned


def test_order_of_columns_does_not_matter():
    table = FIVE["group_differences"]
    shown = texts(figures.group_differences(table[sorted(table.columns)]))
    assert {"v", "w", "x", "y", "z"} <= set(shown)


def test_figure_of_a_measure_needs_no_more_than_its_table():
    rows_ = pd.DataFrame(
        {
            "article_id": [f"a{i}" for i in range(8)],
            "actor_id": list("xyxyxyxy"),
            "voice": "attributed",
            "holder_basis": "speaks",
            "parent_id": None,
            "n_quoted_chars": 0,
            "side": ["us", "cn"] * 4,
            "group": "g",
        }
    )
    assert "4 of 8" in texts(figures.source_mix(measures.source_mix(rows_, by="group", of="side")))


# what the small print and the labels say


def test_totals_are_called_what_they_are():
    rows_ = pd.DataFrame(
        {
            "article_id": [f"a{i}" for i in range(8)],
            "actor_id": list("xyxyxyxy"),
            "voice": "attributed",
            "holder_basis": "speaks",
            "parent_id": None,
            "n_quoted_chars": 5,
            "side": ["us", "cn"] * 4,
            "group": "g",
        }
    )
    for counting, noun, scale in (
        ("sources", "8 sources", "sources"),
        ("statements", "8 statements", "statements"),
        ("quoted_chars", "40 characters in quotation marks", "characters in quotation marks"),
    ):
        made = measures.source_mix(rows_, by="group", of="side", counting=counting, draws=20)
        for table in (made, made.assign(counting=counting).copy()):
            shown = texts(figures.source_mix(table))
            assert f"8 articles, {noun}" in shown and f"share of the group's {scale}\n" in shown[-2], counting
            assert noun in figures.alt_text(table) and ("sources" not in noun) <= (
                "8 sources" not in figures.alt_text(table)
            )


def test_differences_are_points():
    ax = figures.group_differences(
        FIVE["group_differences"].assign(
            estimate=[-0.131, 0.02, 0.3, 0.4, None], low=[-0.222, 0, 0.1, 0.2, None]
        )
    )
    told = figures.alt_text(
        FIVE["group_differences"].assign(
            estimate=[-0.131, 0.02, 0.3, 0.4, None], low=[-0.222, 0, 0.1, 0.2, None]
        ),
        kind="group_differences",
    )
    assert "(-13 points, interval -22 to 20 points)" in told and "2.0 points" in told and "%" not in told
    ax.figure.canvas.draw()
    ticks = [t.get_text() for t in ax.get_xticklabels()]
    assert "20" in ticks and not any("%" in t for t in ticks) and "points" in ax.get_xlabel()


def test_ranges_have_values_and_say_what_is_measured():
    table = FIVE["robustness_ranges"].assign(lowest=[0.4, 0.3, 0.2, None, None])
    told = figures.alt_text(table)
    assert (
        "lowest: 40%, without KE; highest: 60%, full texts only" in told
        and "lowest: as planned; highest: 40%" in told
        and "the same in all" in told
    )
    assert figures.robustness_ranges(table).get_xlabel().startswith("share\n")
    table.attrs["measure"] = "naming_mix"
    assert figures.robustness_ranges(table).get_xlabel().startswith("share of the group's names")
    kinds = (
        table.assign(actor_side=["shannon", "effective", "effective", "effective", "effective"])
        .rename(columns={"actor_side": "index"})
        .iloc[1:2]
        .assign(estimate=3.0, lowest=2.0, highest=4.0)
    )
    assert figures.robustness_ranges(kinds).get_xlabel().startswith("effective number")
    assert "lowest: 2.00, without KE" in figures.alt_text(kinds)
    moved = table.iloc[:1].assign(lowest=0.4, highest=0.4)
    assert "the same" not in figures.alt_text(moved), "all runs alike, but not as planned"
    runs = FIVE["robustness"].copy()
    runs.attrs["measure"] = "source_mix"
    assert (
        measures.robustness_ranges(
            runs.assign(classifier="c")[["run", "classifier", *runs.columns.drop("run")]]
        ).attrs["measure"]
        == "source_mix"
    )


def test_key_of_voices_says_what_is_there():
    def key(ax):
        return [t.get_text() for t in ax.get_legend().get_texts()]

    both = pd.concat(
        [FIVE["frame_shares"].assign(voice=v) for v in ("in_outlet_voice", "only_in_attributed_words")]
    )
    assert key(figures.frame_shares(both)) == ["own voice", "only in attributed words"]
    assert figures.frame_shares(both, title="Mine").get_title(loc="left") == "Mine"
    assert figures.frame_shares(both).get_title(loc="left").endswith(", and in whose voice")
    own = FIVE["naming_mix"].query("wording_owner == 'outlet'")
    assert key(figures.naming_mix(own)) == ["own voice"] and "quoted" not in figures.naming_mix(
        own
    ).get_title(loc="left")
    assert key(figures.naming_mix(FIVE["naming_mix"])) == ["own voice", "quoted"]


def test_names_in_articles_are_shares_of_articles():
    namings = pd.DataFrame(
        {
            "article_id": list("abcdeabcde"),
            "referent": "object",
            "wording_owner": "outlet",
            "n_uses": 1,
            "name_class": ["kite"] * 5 + ["glider"] * 5,
            "group": "g",
        }
    )
    made = measures.naming_mix(namings, by="group", counting="articles", draws=20)
    bare = made.copy()
    bare.attrs = {}
    for table in (made, bare):
        assert (
            figures.naming_mix(table)
            .get_xlabel()
            .startswith("share of the articles that name it in that voice")
        )
    assert (
        figures.naming_mix(measures.naming_mix(namings, by="group", draws=20))
        .get_xlabel()
        .startswith("share of the group's names")
    )


def test_no_key_without_bars():
    table = FIVE["reporting_verbs"]
    assert figures.reporting_verbs(table).get_legend() is not None
    ax = figures.reporting_verbs(table.assign(detectable=np.nan))
    assert (
        ax.get_legend() is None and "Grey" not in ax.get_xlabel() and "The rest is neutral" in ax.get_xlabel()
    )


def test_mean_place_is_explained_where_it_is_shown():
    table = FIVE["prominence"]
    assert "mean place" not in figures.prominence(table).get_xlabel()
    assert (
        "mean place"
        in figures.prominence(table.assign(place=["lead", "lead", "order", "order", "order"])).get_xlabel()
    )
    assert figures.prominence(table.assign(place="order")).get_xlabel().startswith("for the mean place")


def test_codes_are_spelt_out():
    said = {
        "flew_over": "flew over",
        "state, KE": "state, Kenya",
        "party, JP": "party, Japan",
        "party, (not known)": "party, country not known",
        "(not known)": "not known",
        "KE": "KE",
        "kite": "kite",
        "in_outlet_voice": "own voice",
    }
    assert {code: labels.words(code) for code in said} == said
    assert labels.words("KE", column="outlet_country") == "Kenya"
    assert labels.words("sw", column="article_language") == "Swahili"
    assert labels.words("KE", {"KE": "mine"}, "outlet_country") == "mine"
    assert labels.words("state, KE", {"state, KE": "mine"}) == "mine"
    assert labels.words("state, KE", {"state": "State outlet", "KE": "Kenia"}) == "State outlet, Kenia"
    table = FIVE["source_mix"].assign(group="state, KE", actor_side=list("vwxyz"))
    assert "state, Kenya" in texts(figures.source_mix(table))


def test_labels_of_the_first_story_read_well(corpus, names):
    table = FIVE["source_mix"].assign(
        group="state, RU",
        actor_side=["unknown", "china_government", "us_government", "non_government", "other_government"],
        is_small=False,
        n=2,
    )
    ax = figures.source_mix(table, names=names, colors=corpus.colors())
    shown = [t.get_text() for t in ax.get_yticklabels()]
    assert shown == [
        "US government",
        "Chinese government",
        "Other governments",
        "No government",
        "Several or unknown",
    ]
    assert "State outlet, Russia" in texts(ax)
    assert labels.words("party, CN", names) == "Ruling party outlet, China"
    # own voice and quoted are words of the figures, whatever the codes are called elsewhere
    assert "own voice" in texts(figures.naming_divergence(FIVE["naming_divergence"], names=names))
    assert "first of all sources · norland" in texts(figures.prominence(FIVE["prominence"], names=names))


def test_a_name_that_only_repeats_its_code_gives_way_to_a_word_of_the_figures():
    # a list of codes calls these Outlet, Source, Unknown, No
    names = {code: code.replace("_", " ").capitalize() for code in ("outlet", "source", "unknown", "no")}
    said = {
        ("outlet", "wording_owner"): "own voice",
        ("source", "wording_owner"): "quoted",
        ("unknown", "actor_side"): "several together",
        ("unknown", "group"): "Unknown",
        ("no", "article_language"): "Norwegian",
        ("no", "answer"): "No",
    }
    assert {(code, c): labels.words(code, names, c) for code, c in said} == said
    assert labels.words("outlet", {"outlet": "the paper itself"}) == "the paper itself"
    assert labels.words("outlet", {"outlet": "Outlet voice"}, "voice") == "own voice"
    verbs = figures.reporting_verbs(FIVE["reporting_verbs"], names={"distances": "Distances"})
    assert "English · cues that distance" in texts(verbs)


def test_a_name_can_be_for_one_column():
    names = {"none": "Nobody", "purpose.none": "No purpose in the name", "side.norland": "The north"}
    table = (
        FIVE["naming_mix"].rename(columns={"name_class": "purpose"}).assign(purpose=["none"] * 2 + ["x"] * 3)
    )
    shown = texts(figures.naming_mix(table, names=names))
    assert "No purpose in the name" in shown and "Nobody" not in shown
    assert labels.words("none", names, "hedge") == "Nobody"
    assert "The north" in texts(figures.source_mix(FIVE["source_mix"], names=names))
    assert (
        labels.words("state, SC", {"SC": "State-controlled", "country.SC": "Seychelles"})
        == "state, Seychelles"
    )


def test_a_name_for_one_side_does_not_move_it():
    table = five_sides()
    table.attrs["labels"] = {side: side.replace("_", " ").capitalize() for side in SIDES}
    ax = figures.source_mix(table, names={"third_isle": "The third"})
    told = [t.get_text() for t in ax.get_yticklabels()]
    assert told == [*list(table.attrs["labels"].values())[:-1], "The third"]


@pytest.mark.parametrize(
    "name", ["group_differences", "contradiction_balance", "prominence", "robustness", "robustness_ranges"]
)
def test_sides_have_one_order_in_every_figure(name):
    codes, names = ["norland", "sudria", "west_isle"], {"west_isle": "W", "norland": "N", "sudria": "S"}
    column = "advanced_by" if name == "contradiction_balance" else "actor_side"
    one = FIVE[name].iloc[:1].drop(columns="item", errors="ignore")
    table = pd.concat([one.assign(**{column: c}) for c in codes], ignore_index=True)
    if name == "group_differences":
        table = table[[column, *table.columns.drop(column)]]

    def order(**options):
        told = figures.alt_text(table, kind=name, **options)
        return re.findall(r"\b(west isle|norland|sudria|[WNS])\b(?= |:|\.)", told)

    assert order(names=names) == ["W", "N", "S"]
    assert order() == ["norland", "sudria", "west isle"], "as they come"


def test_who_groups_is_named():
    table = FIVE["source_mix"].assign(classifier="own_label")
    table = table[["classifier", *table.columns.drop("classifier")]]
    assert "Groups by Label of one's own." in " ".join(
        figures.source_mix(table, names={"own_label": "Label of one's own"}).get_xlabel().split()
    )
    assert "Groups by country." in figures.source_mix(table.assign(classifier="outlets.country")).get_xlabel()


def test_one_party_states_have_no_small_party_outlets():
    assert [labels.words(f"party, {c}") for c in ("CU", "JP")] == ["ruling party, Cuba", "party, Japan"]
    assert labels.words("party, CU", {"party": "Party outlet"}) == "Ruling party outlet, Cuba"


LONG = 130


@pytest.mark.parametrize(
    "name", ["holes", "outlet_distance", "copy_tree", "translation_shift", "claim_matrix"]
)
def test_words_stop_where_the_figure_stops(name):
    ids = [f"x{i}" for i in range(LONG)]
    table = {
        "holes": pd.DataFrame({"E1": range(1, LONG + 1)}, index=ids),
        "outlet_distance": pd.DataFrame(
            {"a": ids, "b": "o", "estimate": 0.2, "low": 0.1, "high": 0.3}
        ).assign(n=9, n_articles=6, is_small=False),
        "copy_tree": pd.DataFrame({"article_id": ids, "outlet_id": ids}).assign(
            step=1, origin_article_id=None, origin_outlet_id="agency", relation="cut"
        ),
        "translation_shift": pd.DataFrame({"claim_id": ids, "position_first": range(LONG)}).assign(
            position_second=range(LONG), shift="kept"
        ),
        "claim_matrix": pd.concat([FIVE["claim_matrix"].iloc[:1].assign(group=g) for g in ids]),
    }[name]
    told = figures.alt_text(table, kind=name)
    assert len(re.findall(r"\bx\d+\b", told)) == style.MOST_ROWS
    assert f"and {LONG - style.MOST_ROWS} more" in told


def test_pairs_of_article_and_point():
    table = FIVE["point_coverage"]
    ax = figures.point_coverage(table[table["point_id"] == "(all)"])
    assert ax.get_xlabel().startswith(
        "share of the pairs of article and point"
    ) and "3 of 8 pairs, 8 articles" in texts(ax)
    assert "all points: share of the pairs" in figures.point_coverage(table).get_xlabel()
    assert "pairs" not in figures.point_coverage(table[table["point_id"] != "(all)"]).get_xlabel()
    table = table.copy()
    table.attrs["caution"] = "Openings."
    assert "Openings." in figures.point_coverage(table).get_xlabel()


def test_two_texts_are_named():
    told = figures.alt_text(FIVE["translation_shift"], first="Chinese text", second="English text")
    assert (
        "Chinese text and English text" in told
        and "y: only in the Chinese text" in told
        and "z: only in the English text" in told
    )
    assert figures.alt_text(FIVE["translation_shift"], title="Mine").startswith("Diagram: Mine")


@pytest.mark.parametrize("name", DRAWN)
def test_described_with_all_options_of_the_figure(name):
    options = {
        p.name: p.default
        for p in inspect.signature(getattr(figures, name)).parameters.values()
        if p.name not in ("table", "ax", "names", "title")
    }
    if name == "copy_tree":
        options["min_carriers"] = 1
    told = figures.alt_text(FIVE[name], kind=name, **options, title="A title of mine")
    assert "A title of mine" in told
    with pytest.raises(UnknownName, match=f"no option of figures.{name} 'colour'"):
        figures.alt_text(FIVE[name], kind=name, colour="red")


@pytest.mark.parametrize("name", DRAWN)
def test_every_figure_is_shown(name, capsys):
    options = {"min_carriers": 1} if name == "copy_tree" else {}
    ax = figures.show(FIVE[name], kind=name, title="A title of mine", **options)
    told = capsys.readouterr().out.strip()
    assert told == figures.alt_text(FIVE[name], kind=name, title="A title of mine", **options)
    assert any("A title of mine" in t for t in texts(ax)) and "A title of mine" in told
    _, own = plt.subplots(figsize=(9, 9))
    assert figures.show(FIVE[name], kind=name, ax=own, **options) is own
    if registry.BY_NAME[name].columns:
        assert registry.figure_of(FIVE[name]).name == name
    with pytest.raises(UsageError, match="nothing to draw.*Next:"):
        figures.show(FIVE[name].iloc[:0], kind=name)
    with pytest.raises(UnknownName, match=f"no option of figures.{name} 'colour'"):
        figures.show(FIVE[name], kind=name, colour="red")


def test_options_go_to_drawing_and_description_where_each_takes_them(capsys):
    events = pd.DataFrame({"event_id": ["E2"], "label": ["They meet"], "starts_on": ["2031-05-18"]})
    ax = figures.show(FIVE["timeline"], events=events, top=1, names={"norland": "Norland"})
    told = capsys.readouterr().out
    assert "E2" in texts(ax) and "1 of 2 rows" in told and "Norland" in told
    with pytest.raises(UnknownName, match="no figure 'pie'.*source_mix"):
        figures.show(FIVE["source_mix"], kind="pie")
    shares = FIVE["source_mix"].rename(columns={"actor_side": "language"})
    shares.attrs["measure"] = "density"
    assert figures.show(shares).get_title(loc="left").startswith("Statements per 1,000 characters")
