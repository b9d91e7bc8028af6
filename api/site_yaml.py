"""From a site file's bytes to plain data in which every value knows its line.

The text is read as YAML 1.2 reads it: only ``true`` and ``false`` are booleans (``status: off`` stays a
text), and neither dates nor ``12:30`` turn into something else. Aliases are followed, but every use
counts toward ``MAX_VALUES``. Nothing here raises: what is wrong becomes a ``Finding``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISREG

import yaml

from api.site_problems import Finding, Mark, Where, plain

MAX_BYTES = 4_000_000
"""A counter takes about 1 kB, so this is a site of some thousands."""
MAX_VALUES = 200_000
"""Values after every alias is followed; a counter has about 100."""
MAX_DEPTH = 24
"""Levels of nesting; the deepest place of the schema, a privacy zone's point, is at 11."""

CORE_SCALARS: tuple[tuple[str, str, str], ...] = (
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", "~nN\0"),
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", "-+0123456789"),
    (
        "tag:yaml.org,2002:float",
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        "-+.0123456789",
    ),
)
"""Tag, pattern and first letters of each plain scalar that is no text: YAML 1.2.2, section 10.3.2,
without its octal and hexadecimal numbers. ``\\0`` stands for the empty scalar."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds: plain ``data`` and where each value and each key begins."""

    data: object = None
    values: Mapping[Where, Mark] = field(default_factory=dict)
    keys: Mapping[Where, Mark] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def mark(self, finding: Finding) -> Mark:
        """Where ``finding`` is in the text; for what is not in the file, the nearest thing around it."""
        if finding.mark is not None:
            return finding.mark
        if finding.at_key and finding.where in self.keys:
            return self.keys[finding.where]
        around = (finding.where[:length] for length in range(len(finding.where), -1, -1))
        return next((self.values[where] for where in around if where in self.values), Mark())


def read_document(path: Path) -> Document:
    """The site file at ``path``; whatever is wrong with it is in ``findings``."""
    raw = _read(path)
    if isinstance(raw, Finding):
        return Document(findings=(raw,))
    text = _decode(raw)
    if isinstance(text, Finding):
        return Document(findings=(text,))
    return parse_document(text)


def _read(path: Path) -> bytes | Finding:
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            kind = "a directory" if S_ISDIR(status.st_mode) else "a device or pipe"
            return Finding("file_not_regular", values={"came": kind})
        if status.st_size > MAX_BYTES:
            size = {"limit": str(MAX_BYTES // 1_000_000), "came": f"{status.st_size / 1e6:.1f}"}
            return Finding("file_too_large", values=size)
        return path.read_bytes()
    except FileNotFoundError:
        return Finding("file_missing")
    except OSError as error:
        return Finding("file_unreadable", values={"came": str(error.strerror)})
    except ValueError:  # a zero byte
        return Finding("file_unreadable", values={"came": "a name that no file can have"})


def _decode(raw: bytes) -> str | Finding:
    if b"\0" in raw:
        return Finding("file_binary")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        mark = Mark(before.count(b"\n") + 1, column)
        return Finding("file_not_utf8", values={"came": f"{raw[error.start]:02x}"}, mark=mark)


def parse_document(text: str) -> Document:
    """The one YAML document in ``text``; whatever is wrong with it is in ``findings``."""
    node = _compose(text)
    if isinstance(node, Finding):
        return Document(findings=(node,))
    if node is None:
        return Document(findings=(Finding("file_empty"),))
    walk = _Walk()
    try:
        data = walk.value(node, (), 0)
    except _TooMuchError as error:
        return Document(findings=(error.finding,))
    return Document(data, walk.values, walk.keys, tuple(walk.findings))


class _TooMuchError(Exception):
    """The document goes beyond a limit and is not read further."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def _too_deep(mark: Mark) -> _TooMuchError:
    return _TooMuchError(Finding("yaml_too_deep", values={"limit": str(MAX_DEPTH)}, mark=mark))


def _too_many(mark: Mark) -> _TooMuchError:
    return _TooMuchError(Finding("yaml_too_many", values={"limit": str(MAX_VALUES)}, mark=mark))


class _Loader(yaml.SafeLoader):
    """PyYAML's reader with the scalars of YAML 1.2 and a limit on nesting."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - PyYAML's way of declaring; filled below
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        """One node, ``index`` in ``parent``; ``_TooMuchError`` beyond ``MAX_DEPTH``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise _too_deep(_mark(event.start_mark))
        node: yaml.Node | None = super().compose_node(parent, index)  # type: ignore[arg-type]
        self.depth -= 1
        return node


class _Dumper(yaml.SafeDumper):
    """Quotes every text that YAML 1.1 or YAML 1.2 would read as something else, and uses no aliases."""

    def ignore_aliases(self, data: object) -> bool:
        """Write a shared value out each time: a person edits the file."""
        del data
        return True

    def represent_line(self, text: str) -> yaml.ScalarNode:
        """Escape what is not printable: left to itself PyYAML writes a next-line sign that reads as a blank."""
        style = None if text.isprintable() else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _Dumper.represent_line)


for _tag, _pattern, _first in CORE_SCALARS:
    for _side in (_Loader, _Dumper):
        _side.add_implicit_resolver(_tag, re.compile(_pattern), [letter.strip("\0") for letter in _first])


def document_text(data: object) -> str:
    """Plain ``data`` as YAML that ``parse_document`` reads as the same data."""
    text: str = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110)
    return text


def _mark(mark: yaml.Mark) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)


def _compose(text: str) -> yaml.Node | Finding | None:
    try:
        return yaml.compose(text, Loader=_Loader)
    except _TooMuchError as error:
        return error.finding
    except yaml.MarkedYAMLError as error:
        return _syntax_finding(error, text)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        mark = Mark(before.count("\n") + 1, len(before.rsplit("\n", 1)[-1]) + 1)
        return Finding("yaml_syntax", values={"came": "a character that no text may hold"}, mark=mark)
    except (ValueError, OverflowError):  # PyYAML lets escapes such as "\UFFFFFFFF" through to chr()
        return Finding("yaml_syntax", values={"came": "an escape of no character"})


def _syntax_finding(error: yaml.MarkedYAMLError, text: str) -> Finding:
    """Only the error's own words: its snippet of the file could hold a password."""
    mark, came = error.problem_mark or error.context_mark, str(error.problem)
    if came.startswith("but "):
        came = f"{error.context}, {came}"
    is_tab = mark is not None and text[mark.index : mark.index + 1] == "\t"
    place = Mark() if mark is None else _mark(mark)
    return Finding("yaml_tab" if is_tab else "yaml_syntax", values={"came": plain(came, 120)}, mark=place)


class _Walk:
    """Turns nodes into plain data, noting where each began; one object per document."""

    def __init__(self) -> None:
        self.values: dict[Where, Mark] = {}
        self.keys: dict[Where, Mark] = {}
        self.findings: list[Finding] = []

    def value(self, node: yaml.Node, where: Where, depth: int) -> object:
        """The data of ``node``; ``_TooMuchError`` when aliases multiply or hold themselves."""
        mark = _mark(node.start_mark)
        if depth > MAX_DEPTH:
            raise _too_deep(mark)
        if len(self.values) >= MAX_VALUES:
            raise _too_many(mark)
        self.values[where] = mark
        if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
            return self.mapping(node, where, depth)
        if isinstance(node, yaml.SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
            return [self.value(child, (*where, i), depth + 1) for i, child in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, where)
        self.findings.append(Finding("yaml_tag", where, {"came": plain(node.tag)}))
        return None

    def mapping(self, node: yaml.MappingNode, where: Where, depth: int) -> dict[str, object]:
        """The first of each key; a key given again is a finding, and so is one that is no text."""
        found: dict[str, object] = {}
        for key, child in node.value:
            mark = _mark(key.start_mark)
            if not isinstance(key, yaml.ScalarNode):
                self.findings.append(Finding("yaml_key", where, {"came": f"a {key.id}"}, mark=mark))
                continue
            try:
                name = _joined(str(key.value))
            except ValueError:
                self.findings.append(Finding("yaml_key", where, {"came": "half of a surrogate pair"}, mark=mark))
                continue
            inside = (*where, name)
            if name in found:
                values = {"key": plain(name), "line": str(self.keys[inside].line)}
                self.findings.append(Finding("duplicate_key", inside, values, mark=mark))
                continue
            self.keys[inside] = mark
            found[name] = self.value(child, inside, depth + 1)
        return found

    def scalar(self, node: yaml.ScalarNode, where: Where) -> object:
        """A text, number, boolean or None."""
        text = str(node.value)
        convert = _CONVERT.get(node.tag)
        if convert is None:
            self.findings.append(Finding("yaml_tag", where, {"came": plain(node.tag)}))
            return None
        try:
            return convert(_joined(text))
        except (ValueError, KeyError):  # "!!int x", or a number of more than 4300 digits
            self.findings.append(Finding("yaml_value", where, {"came": _unreadable(node.tag)}))
            return None


def _joined(text: str) -> str:
    """``text`` with surrogate pairs, as JSON escapes them, made characters; ValueError for half a pair."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _unreadable(tag: str) -> str:
    kind = tag.rsplit(":", 1)[-1]
    return "half of a surrogate pair" if kind == "str" else f"something that is no {kind}"


def _float(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


_CONVERT: dict[str, Callable[[str], object]] = {
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:bool": lambda text: {"true": True, "false": False}[text.lower()],
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": _float,
    "tag:yaml.org,2002:str": str,
}
