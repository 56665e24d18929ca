"""Damage made for each rule: what is done to the synthetic corpus, and which finding must follow.

Damages to single columns are made from the schemas; the others are written by hand, one at least for
each named rule. Each is a function that changes a dict of frames in place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import synthetic

from newsparallax.quality.rules.from_schemas import URL_PATTERN
from newsparallax.schemas import Field, Table

Frames = dict[str, pd.DataFrame]
NO = "not_applicable"
A, B, C, D = "bay-20230218-lantern", "lu-20230219-deng", "see-20230219-laterne", "office-20230218-note"


@dataclass(frozen=True)
class Damage:
    kind: str
    table: str
    column: str
    make: Callable[[Frames], None]
    word: str = ""  # tells several damages to one rule apart
    row: int | None = None  # the damaged row, whose key the finding must name
    apart: str = ""  # damages that would hide each other are made apart

    @property
    def id(self) -> str:
        return f"{self.table}.{self.column}.{self.kind}{self.word}"

    @property
    def rule_id(self) -> str:
        return f"{self.table}.{self.column}.{self.kind}"


def put(frame: pd.DataFrame, rows: Any, /, **values: Any) -> None:
    """Set values in rows, chosen by position or mask, keeping the types of the columns."""
    where = frame.index[rows] if not isinstance(rows, int) else frame.index[[rows]]
    for c, v in values.items():
        kind = frame[c].dtype
        frame[c] = frame[c].astype(object)
        frame.loc[where, c] = v
        frame[c] = frame[c].astype(kind)


def add(frames: Frames, table: str, like: int = 0, /, **values: Any) -> None:
    """Add a copy of a row with some values changed."""
    f = frames[table]
    frames[table] = pd.concat([f, f.iloc[[like]]], ignore_index=True)
    put(frames[table], len(f), **values)


def drop(frames: Frames, table: str, mask: Any) -> None:
    frames[table] = frames[table][~mask].reset_index(drop=True)


# ---- made from the schemas ------------------------------------------------------------------------


def setter(table: str, column: str, value: Any, row: int = 0) -> Callable[[Frames], None]:
    return lambda fs: put(fs[table], row, **{column: value})


def retype(table: str, f: Field) -> Callable[[Frames], None]:
    def make(fs: Frames) -> None:
        frame = fs[table]
        frame[f.name] = range(len(frame)) if f.type == "string" else [f"{v} or so" for v in frame[f.name]]

    return make


def double(table: str, columns: tuple[str, ...]) -> Callable[[Frames], None]:
    def make(fs: Frames) -> None:
        first = fs[table].dropna(subset=list(columns)).index[0]
        add(fs, table, int(first))

    return make


def add_column(fs: Frames, table: str) -> None:
    fs[table]["extra"] = 1


def column_damages(t: Table, f: Field) -> list[Damage]:
    def d(kind: str, value: Any, word: str = "") -> Damage:
        return Damage(kind, t.name, f.name, setter(t.name, f.name, value), word, 0)

    out = [
        Damage(
            "column_missing",
            t.name,
            f.name,
            lambda fs: fs.__setitem__(t.name, fs[t.name].drop(columns=f.name)),
        ),
        Damage("column_type", t.name, f.name, retype(t.name, f)),
    ]
    if f.required:
        out.append(d("required", None))
    if f.codes:
        out.append(d("code", "no-such-code"))
    if f.pattern:
        out.append(d("pattern", "? ?"))
        if f.pattern.startswith(URL_PATTERN):
            out += [
                d("url_form", u, f"-{i}")
                for i, u in enumerate(
                    ("https://nodot/x", "https://a..example.org/", "http://example.org/<b>", "https://.org/")
                )
            ]
    if f.minimum is not None:
        out.append(d("minimum", f.minimum - 1))
    if f.maximum is not None:
        out.append(d("maximum", f.maximum + 1))
    if f.max_length is not None:
        out.append(d("max_length", "x" * (f.max_length + 1)))
    is_key = any(f.name in fk.fields for fk in t.foreign_keys)
    if (
        f.type == "string"
        and not f.codes
        and not is_key
        and (not f.pattern or f.pattern.startswith(URL_PATTERN))
    ):
        out += [
            d("blank", "", "-empty"),
            d("blank", " \u3000", "-spaces"),
            d("control_characters", "a\x07b"),
            d("mojibake", "cafÃ© â€“ garbled"),
        ]
    if f.unique:
        out.append(Damage("unique", t.name, f.name, double(t.name, (f.name,))))
    return out


OTHER_STORY = {"story_id": "pier", "topic": "gate"}


def table_damages(t: Table) -> list[Damage]:
    out = [Damage("column_unknown", t.name, "extra", lambda fs: add_column(fs, t.name))]
    if not t.may_be_empty:
        out.append(Damage("table_empty", t.name, "", lambda fs: fs.__setitem__(t.name, fs[t.name].head(0))))
    singles = [(f.name,) for f in t.fields if f.unique]
    for key in (t.primary_key, *t.unique_keys):
        if key not in singles:
            out.append(Damage("unique_together", t.name, key[-1], double(t.name, key)))
    for fk in t.foreign_keys:
        column = fk.fields[-1]
        # a key of several columns: a value of another story, wrong only together with the story
        value = OTHER_STORY.get(column, "no-such-key") if len(fk.fields) > 1 else "no-such-key"
        out.append(
            Damage(
                "foreign_key", t.name, column, setter(t.name, column, value), row=0, apart=str(len(fk.fields))
            )
        )
        if value != "no-such-key":
            out.append(
                Damage(
                    "foreign_key",
                    t.name,
                    column,
                    setter(t.name, column, "no-such-key"),
                    "-nowhere",
                    0,
                    str(len(fk.fields)),
                )
            )
    return out


def generic_damages() -> list[Damage]:
    out = []
    for t in synthetic.package().tables.values():
        out += table_damages(t)
        for f in t.fields:
            out += column_damages(t, f)
    return out


# ---- written by hand ------------------------------------------------------------------------------

T = "attributions"


ROWS = [r["attribution_id"] for r in synthetic.rows()[T]]


def at(key: str, /, **values: Any) -> Callable[[Frames], None]:
    """Change one attribution."""

    def make(fs: Frames) -> None:
        put(fs[T], make.row, **values)

    make.row = ROWS.index(key)
    return make


def many_fragments(fs: Frames) -> None:
    put(fs[T], (fs[T]["article_id"] == A).to_numpy(), fragment="seven words of ours stand right here")
    put(fs["articles"], 0, n_observed_chars=10_000)


def circle(fs: Frames) -> None:
    at(f"{A}.002", parent_id=f"{A}.004")(fs)  # 002 -> 004 -> 003 -> 002


def swap(table: str, column: str, i: int, j: int) -> Callable[[Frames], None]:
    def make(fs: Frames) -> None:
        x, y = fs[table][column].iloc[[i, j]]
        put(fs[table], i, **{column: y})
        put(fs[table], j, **{column: x})

    return make


CODE_FOR = {
    "holder_basis": "speaks",
    "identified": "group",
    "on_record": "yes",
    "cue_form": "verb",
    "cue_act": "report",
    "cue_stance": "neutral",
    "mode": "indirect",
    "quote_owner": "outer",
    "act": "states",
    "act_status": "occurred",
    "channel": "speech",
}


def drop_shared(story: str, side: str) -> Callable[[Frames], None]:
    """Take a code that stories share from one story."""
    return lambda fs: drop(fs, "sides", (fs["sides"]["story_id"] == story) & (fs["sides"]["side"] == side))


def no_codes(table: str, referent: str) -> Callable[[Frames], None]:
    """Take all codes of one kind from a referent."""
    return lambda fs: drop(fs, table, fs[table]["referent"] == referent)


def named_damages() -> list[Damage]:
    out: list[Damage] = []

    def d(rule_id: str, make: Callable[[Frames], None], word: str = "", row: int | None = None) -> None:
        table, column, kind = rule_id.split(".")
        out.append(Damage(kind, table, column, make, word, getattr(make, "row", row)))

    def s(rule_id: str, row: int, word: str = "", **values: Any) -> None:
        d(rule_id, lambda fs: put(fs[rule_id.split(".")[0]], row, **values), word, row)

    # articles
    s("articles.published_on.published_in_story", 0, published_on=pd.Timestamp("2023-04-01"))
    s("articles.published_on.published_in_story", 0, "-before", published_on=pd.Timestamp("2023-01-31"))
    s("articles.published_evidence.published_evidence_agrees", 0, published_evidence="unknown")
    s("articles.published_evidence.published_evidence_agrees", 0, "-no-day", published_on=None)
    s("articles.accessed_on.accessed_after_published", 0, accessed_on=pd.Timestamp("2023-02-01"))
    s("articles.title.title_unique", 2, title="湖上的纸灯：不过是一盏灯", outlet_id="lu")
    s("articles.title_evidence.title_evidence_agrees", 0, title_evidence="not_visible")
    s("articles.title_evidence.title_evidence_agrees", 0, "-none", title=None)
    s("articles.density_note.density_note", 3, density_note=None)
    s("articles.density_note.density_note", 3, "-blank", density_note=" ")
    d("articles.main_event_id.one_main_event", lambda fs: put(fs["article_events"], 5, is_main=True))
    d(
        "articles.main_event_id.one_main_event",
        lambda fs: drop(fs, "article_events", fs["article_events"]["article_id"] == B),
        "-none",
    )
    s("article_events.is_main.main_event_agrees", 5, is_main=True)
    d(
        "article_events.is_main.main_event_agrees",
        lambda fs: put(fs["articles"], 0, main_event_id="E01"),
        "-other",
    )
    s("article_links.step.link_steps", 1, step=3)
    s("article_links.step.link_steps", 1, "-twice", step=1)
    s("article_links.origin_article_id.link_to_itself", 0, origin_article_id=C, origin_outlet_id="see")
    s("article_links.origin_outlet_id.link_origin_outlet", 0, origin_outlet_id="wire")
    s("stories.ends_on.starts_before_end", 0, ends_on=pd.Timestamp("2023-01-01"))
    s("events.ends_on.starts_before_end", 0, ends_on=pd.Timestamp("2023-01-01"))
    # claims
    s("claims.knowable_from.knowable_from", 0, knowable_from=pd.Timestamp("2023-02-21"))
    s("claims.knowable_from.known_within_story", 2, knowable_from=pd.Timestamp("2023-04-01"))
    s("claims.knowable_from.first_of_month_or_year", 2, knowable_from=pd.Timestamp("2023-02-02"))
    s("claims.knowable_from.first_of_month_or_year", 2, "-year", knowable_precision="year")
    s("claim_links.other_claim_id.claim_to_itself", 2, other_claim_id="talks-useful")
    d(
        "claim_links.other_claim_id.contradiction_both_ways",
        lambda fs: drop(fs, "claim_links", fs["claim_links"]["claim_id"] == "lantern-sent"),
    )
    s("readout_points.position.points_in_order", 1, position=3)
    s("readout_points.article_id.points_of_official_text", 0, article_id=A)
    s("point_carriage.article_id.carriage_to_itself", 0, article_id=D)
    s("point_carriage.change.change_only_if_carried", 1, change="merged")
    s("point_carriage.change.change_only_if_carried", 0, "-none", change=NO)
    # namings, frames, codings, corrections
    d("namings.in_headline.naming_once", lambda fs: add(fs, "namings", 0, naming_id="another"))
    s("name_classes.name_class.only_or_none", 1, name_class=NO)
    s("purposes.purpose.only_or_none", 1, purpose=NO)
    s("frame_items.frame.frame_of_item", 0, frame="morality")
    s("frame_items.frame.frame_of_item", 13, "-issue", frame="conflict")
    d("frame_items.item.all_items", lambda fs: drop(fs, "frame_items", fs["frame_items"]["item"] == "wind"))
    s("frame_items.side.absent_has_no_side", 3, side="hill")
    s("items.counterpart.counterpart_both_ways", 12, counterpart="wind")
    s("items.counterpart.counterpart_both_ways", 12, "-other", counterpart="morality_message")
    s("items.frame.generic_item", 0, frame="morality")
    s("items.frame.generic_item", 12, "-own", is_shared=True)
    # stories and sides
    s("stories.focal_on.focal_day_in_story", 0, focal_on=pd.Timestamp("2023-04-02"))
    s("stories.focal_on.focal_day_in_story", 0, "-before", focal_on=pd.Timestamp("2023-01-02"))
    s("events.ends_on.end_without_start", 0, starts_on=None)
    for table in ("sides", "referents", "items", "topics", "name_classes", "purposes"):
        s(f"{table}.position.in_order", 1, position=99)
        s(f"{table}.position.in_order", 1, "-twice", position=1)
    d(
        "attribution_claims.claim_id.claim_of_story",
        lambda fs: put(fs["attribution_claims"], 0, claim_id="gate-shut"),
        "",
        0,
    )
    s("claim_links.other_claim_id.links_within_story", 2, other_claim_id="gate-shut")
    s("readout_points.claim_id.point_of_story", 0, claim_id="gate-shut")
    s("point_carriage.article_id.carriage_within_story", 0, article_id=synthetic.P)
    s("articles.outlet_id.own_list_of_story", 0, outlet_id="post")
    s("articles.coder_id.own_list_of_story", 0, coder_id="p-2")
    s("article_credits.agency_outlet_id.own_list_of_story", 0, agency_outlet_id="post")
    s("codings.coder_id.own_list_of_story", 0, coder_id="p-2")
    s("actor_sides.actor_id.own_list_of_story", 4, actor_id="keeper")
    d(
        f"{T}.actor_id.actor_has_side",
        lambda fs: drop(fs, "actor_sides", fs["actor_sides"]["actor_id"] == "experts"),
    )
    for kind in ("name_class", "purpose"):
        table = f"{kind}es" if kind == "name_class" else "purposes"
        d(f"referents.referent.has_{kind}", no_codes(table, "town"), "", 2)
    d(f"{T}.actor_id.own_list_of_story", at(f"{A}.001", actor_id="keeper"))
    d(f"{T}.cue_verb_id.own_list_of_story", at(f"{A}.001", cue_verb_id="en-mutter"))
    s("actor_sides.side.side_allowed_here", 0, side="hill_voice")
    s("claims.advanced_by.side_allowed_here", 0, advanced_by="not_coded")
    s("frame_items.side.side_allowed_here", 0, side="unknown")
    s("articles.headline_subject.side_allowed_here", 0, headline_subject="unknown")
    s("articles.headline_speaker.side_allowed_here", 0, headline_speaker="other_government")
    s("sides.part_of.part_of_itself", 3, part_of="hill_voice")
    s("sides.is_shared.shared_side", 0, is_shared=True)
    s("sides.is_shared.shared_side", 4, "-not", is_shared=False)
    s("sides.government_of.shared_side_is_no_party", 4, government_of="MX")
    s("sides.part_of.shared_side_is_no_party", 4, part_of="hill")
    for place in ("actors", "claims", "items", "headlines"):
        column = f"in_{place}"
        wrong = [not x for x in synthetic.frames()["sides"][column]]
        s(f"sides.{column}.shared_side_place", 4, **{column: wrong[4]})
        s(f"sides.{column}.shared_side_place", 10, "-other", **{column: wrong[10]})
    d("stories.story_id.has_shared_sides", drop_shared("lantern", "unknown"), "", 0)
    d(
        "stories.story_id.has_shared_sides",
        lambda fs: drop(fs, "sides", fs["sides"]["story_id"] == "pier"),
        "-all",
        1,
    )
    s("sides.government_of.one_side_per_government", 1, government_of="US")
    s("claims.knowable_precision.day_unless_unknown", 0, knowable_precision="unknown")
    s("claims.knowable_precision.day_unless_unknown", 3, "-none", knowable_precision="day")
    s("rounds.position.rounds_in_order", 1, position=3)
    s("rounds.position.rounds_in_order", 1, "-twice", position=1)
    s("rounds.is_cited.one_round_is_cited", 0, is_cited=True)
    s("rounds.is_cited.one_round_is_cited", 1, "-none", is_cited=False)
    s("coders.instructions_version.instructions_of_round", 0, instructions_version="draft-4")
    for t in ("codings", "corrections"):
        s(f"{t}.table_name.table_exists", 0, table_name="atributions")
        s(f"{t}.column_name.column_exists", 0, column_name="sentence_")
    s("corrections.new.correction_changes", 0, new="relations")
    # lists
    d(
        "outlets.outlet_id.one_own_classification",
        lambda fs: drop(fs, "outlet_classifications", fs["outlet_classifications"]["outlet_id"] == "see"),
    )
    d(
        "outlets.outlet_id.one_own_classification",
        lambda fs: add(fs, "outlet_classifications", 0, classification_id="second"),
        "-two",
    )
    s("outlet_classifications.label.label_only_if_labelled", 6, label="SC")
    s("outlet_classifications.label.label_only_if_labelled", 5, "-none", label=NO)
    s("outlet_classifications.valid_to.valid_in_order", 5, valid_to=pd.Timestamp("2022-01-01"))
    s("outlet_classifications.source_url.classification_has_source", 5, source_url=None)
    s("actor_sides.side.side_derived", 1, side="other_government")
    s("actor_sides.side.side_derived", 4, "-none", side="unknown")
    s("actor_sides.side.side_derived", 5, "-joint", side="hill")
    d("actor_sides.side.side_derived", lambda fs: put(fs["actors"], 3, government_of="CN"), "-other")
    d(
        "actors.kind.joint_has_members",
        lambda fs: drop(fs, "actor_members", fs["actor_members"]["member_id"] == "li-mei"),
    )
    s("actor_members.actor_id.only_joint_has_members", 0, actor_id="lake-office")
    s("actor_members.member_id.member_is_itself", 0, member_id="roe-and-li")
    s("actors.affiliation_id.affiliation_is_itself", 1, affiliation_id="jane-roe")
    s("coders.model_family.model_named", 0, model_family=None)
    s("coders.model_family.model_named", 1, "-person", model_family="some family")
    s("cue_verbs.alternative_stance.alternative_only_if_disputed", 0, alternative_stance="distances")
    s("cue_verbs.alternative_stance.alternative_only_if_disputed", 3, "-none", alternative_stance=NO)
    s("cue_verbs.alternative_stance.alternative_differs", 3, alternative_stance="distances")
    # order and nesting
    d(f"{T}.position.positions", at(f"{B}.003", position=4))
    d(f"{T}.position.positions", at(f"{B}.003", position=2), "-twice")
    d(f"{T}.parent_id.parent_is_itself", at(f"{A}.003", parent_id=f"{A}.003"))
    d(f"{T}.parent_id.parent_same_article", at(f"{A}.003", parent_id=f"{B}.001"))
    d(f"{T}.parent_id.parent_comes_first", at(f"{A}.003", parent_id=f"{A}.005"))
    d(f"{T}.parent_id.parent_circle", circle)
    # voice and cue
    d(f"{T}.actor_id.attributed_has_actor", at(f"{A}.001", actor_id=None))
    d(
        f"{T}.actor_id.attributed_has_actor",
        lambda fs: put(fs[T], fs[T]["actor_id"].notna().to_numpy(), actor_id=None),
        "-all",
    )
    d(f"{T}.actor_id.unattributed_has_no_actor", at(f"{A}.005", actor_id="experts"))
    d(f"{T}.actor_id.unattributed_has_no_actor", at(f"{A}.006", actor_id="experts"), "-agentless")
    d(f"{T}.source_mention.unattributed_has_no_source", at(f"{A}.006", source_mention="someone"))
    d(f"{T}.cue.outlet_has_no_cue", at(f"{A}.005", cue="said"))
    d(f"{T}.cue_verb_id.outlet_has_no_cue", at(f"{A}.005", cue_verb_id="en-say"))
    for column, code in CODE_FOR.items():
        d(f"{T}.{column}.outlet_code", at(f"{A}.005", **{column: code}))
    for column in ("holder_basis", "identified", "on_record"):
        d(f"{T}.{column}.agentless_code", at(f"{A}.006", **{column: CODE_FOR[column]}))
        d(f"{T}.{column}.attributed_code", at(f"{A}.001", **{column: NO}))
    d(
        "attribution_claims.stance.agentless_leaves_open",
        lambda fs: put(
            fs["attribution_claims"],
            (fs["attribution_claims"]["attribution_id"] == f"{A}.006").to_numpy(),
            stance="asserts",
        ),
    )
    d(f"{T}.cue_act.cue_as_in_list", at(f"{A}.001", cue_act="warn"))
    d(f"{T}.cue_stance.cue_as_in_list", at(f"{A}.007", cue_note=None))
    d(f"{T}.cue_verb_id.cue_language", at(f"{A}.001", cue_verb_id="de-sagen"))
    d(f"{T}.cue.quotes_have_no_cue", at(f"{A}.008", cue="said"))
    d(f"{T}.relayed_by.relayed_by_known", at(f"{A}.007", relayed_by="some paper"))
    # wording
    d(
        f"{T}.fragment.fragment_words",
        at(f"{A}.003", fragment="one two three four five six seven eight nine ten eleven"),
    )
    d(f"{T}.fragment.fragment_words", at(f"{B}.002", fragment="湖" * 21), "-zh")
    d(f"{T}.fragment.fragments_in_article", many_fragments)
    d(
        f"{T}.fragment.fragments_share",
        lambda fs: put(fs[T], slice(0, 5), fragment="four words of ours, pale as a lantern"),
    )
    d(f"{T}.paraphrase.paraphrase_words", at(f"{A}.001", paraphrase="one word more than may be said " * 4))
    d(f"{T}.n_quoted_chars.quoted_within_content", at(f"{A}.001", n_quoted_chars=41))
    d(f"{T}.n_content_chars.content_within_article", at(f"{A}.001", n_content_chars=1201))
    # spans
    s("spans.end.span_order", 0, end=60)
    s("spans.end.span_inside_text", 0, end=1201)
    s("spans.start.span_overlap", 1, start=70)
    s("spans.piece.span_pieces", 1, piece=3)
    d(
        f"{T}.attribution_id.spans_present",
        lambda fs: drop(fs, "spans", fs["spans"]["attribution_id"] == f"{A}.002"),
    )
    s("spans.attribution_id.spans_absent", 0, attribution_id=f"{C}.001")
    return out
