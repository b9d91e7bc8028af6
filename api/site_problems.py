"""What can be wrong with a site file: one table of messages, and problems that know their line.

A reader of the file *finds* (``Finding``: a code, a place, values for the message); ``place`` then gives
the finding its line and column (``Problem``). No text of a problem ever holds an address: see ``shown``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from api.site_words import in_chinese

Where = tuple[str | int, ...]
"""A place in the file: keys and list positions from the top, such as ``("halls", 0, "name")``."""

LONGEST_SHOWN = 60
"""Characters of a value that a message quotes."""


@dataclass(frozen=True, slots=True)
class Message:
    """A problem in three parts; each may name values in braces."""

    wanted: str
    came: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the text; both count from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at ``where``, not yet placed in the text (unless ``mark`` already says so).

    ``at_key`` points at the key itself instead of at its value.
    """

    code: str
    where: Where = ()
    values: Mapping[str, str] = field(default_factory=dict)
    at_key: bool = False
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a site file: where it is, what was wanted, what came, what to do.

    ``zh`` says so in Chinese, where there are words for it.
    """

    file: str
    line: int
    column: int
    path: str
    code: str
    wanted: str
    came: str
    remedy: str
    zh: str | None = None

    @property
    def sentence(self) -> str:
        """``file:line:column path: wanted …, got …; what to do``."""
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}{' ' if self.path else ''}{self.path}: wanted {self.wanted}, got {self.came}; {self.remedy}"


MESSAGES: Mapping[str, Message] = {
    # the file as such
    "file_missing": Message("a site file", "no file of that name", "check the path"),
    "file_not_regular": Message("a file", "{came}", "name the site file itself"),
    "file_unreadable": Message("a file that can be read", "{came}", "check the path and its permissions"),
    "file_too_large": Message("a site file of at most {limit} MB", "{came} MB", "check that this is a site file"),
    "file_binary": Message("a text file", "bytes that are no text", "name the YAML file of the site"),
    "file_not_utf8": Message("text in UTF-8", "the byte 0x{came}", "save the file as UTF-8"),
    "file_empty": Message("a mapping that begins with version: 1", "nothing", "write the site, or name another file"),
    "not_mapping": Message("a mapping that begins with version: 1", "{came}", "name the YAML file of the site"),
    # YAML
    "yaml_syntax": Message("valid YAML", "{came}", "check indentation, colons and quotes here and just above"),
    "yaml_tab": Message("spaces", "a tab", "indent with spaces only"),
    "yaml_too_deep": Message("at most {limit} levels", "more", "check the brackets, and that no alias holds itself"),
    "yaml_too_many": Message(
        "at most {limit} values, those of an alias counted each time", "more", "use fewer aliases, or fewer counters"
    ),
    "yaml_tag": Message("a plain value", "the tag {came}", "remove the tag"),
    "yaml_key": Message("a text as key", "{came}", "write the key as text"),
    "yaml_value": Message("a value that can be read", "{came}", "write it in another way"),
    "duplicate_key": Message('"{key}" once', "it again (first in line {line})", "remove one of the two"),
    # one value
    "missing": Message("{wanted}", "nothing", 'add "{key}"'),
    "unknown_key": Message("one of {keys}", 'the unknown key "{key}"', "{remedy}"),
    "wrong_value": Message("{wanted}", "{came}", "{remedy}"),
    "address": Message("{wanted}", "{came}", "{remedy}"),
    "unknown_time_zone": Message('a time zone such as "Asia/Shanghai"', '"{came}"', "{remedy}"),
    "shares": Message("{wanted}", "{came}", "{remedy}"),
    # zones
    "zone_nested": Message("one polygon [[x, y], …]", "a list of polygons", "remove one pair of brackets"),
    "privacy_single": Message("a list of polygons", "one polygon", "put it into one more pair of brackets"),
    "zone_crosses": Message(
        "an outline that does not cross itself", "a crossing near {at}", "list the points in order around the zone"
    ),
    "zone_flat": Message("a polygon with an area", "points on one line or in one place", "move one of them"),
    # hours
    "shift_form": Message('hours such as "09:00-12:00"', "{came}", "write begin and end as HH:MM, from 00:00 to 24:00"),
    "shift_order": Message(
        "a shift that ends after it begins",
        "{came}",
        "swap them, or split a night in two: until 24:00, and from 00:00 of the next day",
    ),
    "shifts_overlap": Message("shifts that do not overlap", "{first} and {second}", "shorten one or join them"),
    "date_form": Message("a date such as 2026-12-25", "{came}", "write year-month-day"),
    "duplicate_date": Message("each date once", "{date} again", "remove one of the two"),
    "dates_order": Message("a last date not before the first", "{came}", "swap the two"),
    "day_form": Message('a day of every year such as "05-01"', "{came}", "write month-day in quotes, 02-28 for 02-29"),
    "unknown_country": Message('a code of ISO 3166 such as "CN"', '"{came}"', "{remedy}"),
    # arrangements
    "unknown_rule": Message('the id of a rule such as "presence.absent"', '"{came}"', "{remedy}"),
    "exemption_without_end": Message(
        "an exemption with an end", "{came}", "say when it ends: what holds for ever belongs into the limits"
    ),
    "cover_itself": Message("another counter as cover", '"{came}", the covered one itself', "name the one that covers"),
    "cover_closed": Message(
        'counter "{by}" open while it covers', "it closed {when}", "name an open counter, or other hours"
    ),
    # what people enter while it runs
    "entry_order": Message("an end after the begin", "one that is not", "correct one of the two"),
    "entry_long": Message("at most {most} days", "{came}", "end it earlier, or change the site"),
    "entry_past": Message(
        "a moment at most {late} minutes ago",
        "one {ago} minutes ago",
        "enter it as a correction, to be confirmed by another person",
    ),
    "entry_elsewhere": Message(
        'the same kind and place ({kind}, "{place}")', "another", "withdraw the entry and enter a new one"
    ),
    # limits
    "limit_order": Message(
        "more than {before} ({before_s} s)", "{came}", "raise it, or set one of the two to null (never)"
    ),
    "limit_late": Message(
        "less than {after} ({after_s} s)", "{came}", "lower it, or set it to null (record nothing earlier)"
    ),
    "limits_no_step": Message(
        "at least one step", "none", "give notice_after_s, warning_after_s or report_after_s, or write status: off"
    ),
    "unmeasured": Message(
        "off, as nothing measures yet what this rule waits for", "{came}", 'write status: "off", or leave the rule out'
    ),
    # between the parts
    "duplicate_id": Message("an id of its own", '"{id}" again (first at {first})', "rename one of them"),
    "duplicate_view": Message(
        "a view id of its own", '"{id}" again (first at {first})', "give one of the two views another id"
    ),
    "unknown_reference": Message("the id of a {kind}", '"{id}"', "{remedy}"),
    "listed_twice": Message("each counter once", '"{id}" again', "remove one of the two"),
    "group_minimum": Message(
        "at most {count}, as many counters as the group has", "{came}", "lower it or add counters to the group"
    ),
    # hints: allowed, but worth a look
    "hint_no_view": Message("at least one view", "none", "add a view, until then the counter is never seen"),
    "hint_only_part": Message(
        "a view with covers: full", "only covers: part", "add a full view, until then nobody is ever found absent"
    ),
    "hint_unused_camera": Message("a view that uses this camera", "none", "add a view or remove the camera"),
}


def place(finding: Finding, file: str, mark: Mark) -> Problem:
    """``finding`` as a problem of ``file`` at ``mark``; KeyError when its code has no message."""
    message = MESSAGES[finding.code]
    return Problem(
        file=file,
        line=mark.line,
        column=mark.column,
        path=path_text(finding.where),
        code=finding.code,
        wanted=message.wanted.format_map(finding.values),
        came=message.came.format_map(finding.values),
        remedy=message.remedy.format_map(finding.values),
        zh=in_chinese(finding.code, finding.values),
    )


def describe(problems: Iterable[Problem]) -> list[str]:
    """One line a problem, in the order given."""
    return [problem.sentence for problem in problems]


def path_text(where: Where) -> str:
    """``halls[0].counters[1].id``; keys that are no plain word stand in brackets: ``limits[presence.absent]``."""
    parts = (f".{step}" if isinstance(step, str) and step.isidentifier() else f"[{plain(step)}]" for step in where)
    return "".join(parts).removeprefix(".")


def plain(text: object, longest: int = LONGEST_SHOWN) -> str:
    """``text`` on one line of at most ``longest`` characters, and without anything that may be a credential.

    What follows ``://`` is hidden whole, as is ``name:password`` before an ``@``: passwords in the field
    hold unescaped slashes and at-signs, so no finer parsing is safe.
    """
    line = " ".join(str(text).split())
    line = re.sub(r"://.*", "://…", line)
    line = re.sub(r"\S*:.*@", "…@", line)
    printable = "".join(c if c.isprintable() else "?" for c in line)
    return printable if len(printable) <= longest else printable[: longest - 1] + "…"


def shown(value: object, *, secret: bool = False) -> str:
    """``value`` as a message quotes it; of a ``secret`` one, and of lists and mappings, only the kind."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case int() | float():
            return "a number" if secret else plain(value)
        case str():
            return "a text" if secret else f'"{plain(value)}"'
        case list():
            return f"a list of {len(value)}"
        case _:
            return "a mapping"


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """``did you mean "…"?`` where one of ``known`` is close to ``word``, else ``otherwise``."""
    close = get_close_matches(word, list(known), n=1)
    return f'did you mean "{plain(close[0])}"?' if close else otherwise
