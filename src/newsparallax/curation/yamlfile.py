"""YAML files that know on which line each value stands, so that an error can name its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Path_ = tuple[Any, ...]


class Loader(yaml.SafeLoader):
    """YAML with dates and yes/no as plain words: codes such as ``no`` and dates such as 2031-05-04 stay text.

    Aliases are refused: nobody needs them here, and through them a small file can grow without end.
    """

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Return the next node; refuse an alias."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not allowed; write the value out", self.peek_event().start_mark)
        return super().compose_node(parent, index)


Loader.yaml_implicit_resolvers = {
    k: [(tag, rx) for tag, rx in v if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")]
    for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


class _Fast(getattr(yaml, "CSafeLoader", Loader)):  # type: ignore[misc]
    """The same through libyaml, ten times as fast; its messages and its treatment of aliases differ, so that errors are left to the other."""


_Fast.yaml_implicit_resolvers = Loader.yaml_implicit_resolvers


@dataclass
class YamlFile:
    """A parsed YAML file.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    data : Any
        Its content; ``None`` if it could not be parsed.
    errors : list of str
        Errors of the YAML itself, each with file and line.
    story_id : str
        The story in whose folder the file lies; empty elsewhere.
    """

    path: Path
    name: str
    data: Any = None
    errors: list[str] = field(default_factory=list)
    story_id: str = ""
    _lines: dict[Path_, int] = field(default_factory=dict, repr=False)

    def line(self, path: Path_) -> int:
        """Return the line of the value at a path, or of the nearest value above it."""
        path = tuple(path)
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def error(self, path: Path_, message: str) -> str:
        """Return one line that names file, line and error."""
        return f"{self.name}:{self.line(path)}: {message}"


def read(path: Path, root: Path | None = None) -> YamlFile:
    """Read a YAML file with the lines of its values.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    root : pathlib.Path, optional
        Folder against which errors name the file.

    Returns
    -------
    YamlFile
        With ``errors`` filled, and ``data`` None, where the file cannot be parsed.
    """
    name = str(path.relative_to(root)) if root and path.is_relative_to(root) else str(path)
    out = YamlFile(path, name)
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        out.errors.append(f"{name}:1: the file is missing")
        return out
    except (OSError, UnicodeDecodeError) as e:
        out.errors.append(f"{name}:1: cannot be read as UTF-8 text ({e})")
        return out
    fast = YamlFile(path, name)
    try:
        _parse(text, _Fast, fast)
        return fast
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        pass  # read once more, by the loader that says where
    try:
        _parse(text, Loader, out)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as e:
        mark, at = getattr(e, "problem_mark", None), getattr(e, "position", None)
        line = mark.line + 1 if mark else text.count("\n", 0, at) + 1 if isinstance(at, int) else 1
        what = getattr(e, "problem", None) or str(e).splitlines()[0]
        if isinstance(e, yaml.reader.ReaderError):
            what = f"the character U+{e.character:04X} is not allowed"
        out.data = None
        out.errors.append(f"{name}:{line}: is not valid YAML: {what}")
    return out


def _parse(text: str, kind: type, out: YamlFile) -> None:
    loader = kind(text)
    node = loader.get_single_node()
    if node is not None:
        _walk(node, (), out, set())
        out.data = loader.construct_document(node)


def _walk(node: yaml.Node, path: Path_, out: YamlFile, met: set[int]) -> None:
    if id(node) in met:
        raise yaml.composer.ComposerError(None, None, "aliases (*name) are not allowed; write the value out", node.start_mark)
    met.add(id(node))
    out._lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for k, v in node.value:
            if not isinstance(k, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key must be one word", k.start_mark)
            if k.value in seen:
                out.errors.append(f"{out.name}:{k.start_mark.line + 1}: the key {k.value!r} stands twice")
            seen.add(k.value)
            _walk(v, (*path, k.value), out, met)
            out._lines[(*path, k.value)] = k.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for i, v in enumerate(node.value):
            _walk(v, (*path, i), out, met)


class _Dumper(yaml.SafeDumper):
    """Block style for the whole, flow style for what fits a line."""


def _represent_str(dumper: yaml.Dumper, value: str) -> yaml.Node:
    plain_risk = value in {"yes", "no", "on", "off", "true", "false", "null", "~"} or re.fullmatch(r"[\d\-:.]+", value)
    if "\n" in value:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')  # on one line, with \\n
    # what our own loader reads as text needs no marks; other YAML readers would turn yes/no into booleans
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="'" if plain_risk and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else None)


_Dumper.add_representer(str, _represent_str)
_Dumper.yaml_implicit_resolvers = Loader.yaml_implicit_resolvers


def flow(value: Any) -> str:
    """Return a value as one line of YAML.

    Examples
    --------
    >>> flow({"a": 1, "b": ["x", "no"]})
    "{a: 1, b: [x, 'no']}"
    """
    return yaml.dump(value, Dumper=_Dumper, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**9).strip("\n").removesuffix("\n...")


def block(value: Any) -> str:
    """Return a value as YAML in block style, keys in their order."""
    return yaml.dump(value, Dumper=_Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True, width=10**9)
