"""The span log: what is written is what is read, and a log that is not one is refused by its line."""

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import InputError
from api.setups import camera_setup
from api.site_file import parse_site
from api.span_log import SpanLogWriter, logged_counter, read_log
from api.times import LAST_MS
from cameras.errors import OutputNotWritable
from tests.api.builders import SITE, counter_setup, spans_of
from vision.datatypes import BlindReason, Covers, Eating, Fact, Phone, Posture, Sign, Span, Uniform
from vision.fold import CounterSetup
from vision.rules.circumstances import Declaration
from vision.rules.context import Context

SCORES = st.integers(0, 15)
EVIDENCE = st.none() | st.integers(-127, 127)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def facts(values: type[Posture] | type[Phone] | type[Uniform] | type[Sign] | type[Eating]) -> st.SearchStrategy[Fact]:  # type: ignore[type-arg]
    return st.builds(Fact, st.sampled_from(values), SCORES)


@st.composite
def any_spans(draw: st.DrawFn) -> Span:
    from_ms = draw(st.integers(0, LAST_MS - 1))
    return Span(
        draw(TEXTS),
        from_ms,
        draw(st.integers(from_ms + 1, LAST_MS)),
        draw(st.none() | st.sampled_from(BlindReason)),
        draw(EVIDENCE),
        draw(EVIDENCE),
        draw(st.integers(0, 3)),
        draw(facts(Posture)),
        draw(facts(Phone)),
        draw(facts(Uniform)),
        draw(facts(Sign)),
        draw(facts(Eating)),
        draw(SCORES),
        draw(st.integers(1, 2**31 - 1)),
        draw(TEXTS),
    )


def write(path: Path, spans: list[Span], *setups: CounterSetup, time_zone: str | None = None) -> Path:
    with SpanLogWriter(path) as log:
        log.begin(logged_counter(setup, time_zone) for setup in setups)
        for span in spans:
            log.write(span)
    return path


@given(st.lists(any_spans(), max_size=4))
def test_every_span_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, spans: list[Span]) -> None:
    path = tmp_path_factory.getbasetemp() / "spans.jsonl"
    assert read_log(write(path, spans, counter_setup())).spans == tuple(spans)


def test_a_setup_is_read_as_it_was_written(tmp_path: Path) -> None:
    site = parse_site(SITE.replace("第15条", r'"第15条\u2028\u0085第2款"'), "site.yaml").site
    assert site is not None
    (setup,) = camera_setup(site, "cam-7", (320, 240), (1_772_330_533_000, 1_772_400_000_000)).counters
    (logged,) = read_log(write(tmp_path / "a.jsonl", [], setup, time_zone="Asia/Shanghai")).counters
    read = logged.setup()
    assert (read.counter, read.covers, read.absence) == (setup.counter, setup.covers, setup.absence)
    assert read.evidence == setup.evidence
    assert (read.context.hall, read.context.name, read.context.service) == (
        "north",
        ("7号窗口", "Window 7"),
        setup.context.service,
    )
    assert read.context.clock(1_772_330_533_000) == "10:02:13"


def test_a_clip_of_unknown_date_keeps_its_own_time(tmp_path: Path) -> None:
    (logged,) = read_log(write(tmp_path / "a.jsonl", [], counter_setup())).counters
    assert logged.setup().context.clock(725_000) == "0:12:05"
    assert logged.setup().covers == {"desk": Covers.FULL}


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", spans_of([8]), counter_setup())
    assert path.read_text("utf-8").splitlines()[1] == '{"view":"desk","from_ms":0,"to_ms":500,"staff_evidence":8}'


WRONG = [
    # the line, the number of the line that is told, what is told
    ("", 2, "Invalid JSON"),
    ('{"view":"desk","from_ms":0}', 2, "to_ms"),
    ('{"view":"desk","from_ms":0,"to_ms":0}', 2, "must end after it begins"),
    ('{"view":"desk","from_ms":-1,"to_ms":1}', 2, "from_ms"),
    ('{"view":"desk","from_ms":0,"to_ms":1e99}', 2, "to_ms"),
    ('{"view":"desk","from_ms":0,"to_ms":1,"staff_evidence":128}', 2, "equal to 127"),
    ('{"view":"desk","from_ms":0,"to_ms":1,"posture":["lying",3]}', 2, "posture"),
    ('{"view":"desk","from_ms":0,"to_ms":1,"posture":["upright",16]}', 2, "equal to 15"),
    ('{"view":"desk","from_ms":0,"to_ms":1,"note":"x"}', 2, "note"),
    ('{"view":"desk","from_ms":0,"to_ms":1}}', 2, "Invalid JSON"),
    ("[]", 2, "object"),
]


@pytest.mark.parametrize(("line", "number", "told"), WRONG)
def test_a_wrong_line_is_told_by_its_number(tmp_path: Path, line: str, number: int, told: str) -> None:
    path = write(tmp_path / "a.jsonl", [], counter_setup())
    path.write_text(path.read_text("utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_log(path)
    assert str(caught.value).startswith(f"{path}:{number}: a line of a span log was wanted")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_newer_log_is_not_guessed_at(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [], counter_setup())
    path.write_text(path.read_text("utf-8").replace('"span_log":1', '"span_log":2'), encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.jsonl:1: .*span_log"):
        read_log(path)


def test_a_log_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    header = logged_counter(counter_setup(), None)
    with pytest.raises(ZeroDivisionError), SpanLogWriter(path) as log:
        log.begin(header for _ in range(1 // len(list(tmp_path.glob("*.jsonl")))))
    assert list(tmp_path.iterdir()) == []
    with SpanLogWriter(path) as log:
        log.begin([header])
        assert not path.exists()
    assert list(tmp_path.iterdir()) == [path]


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritable, match="folder does not exist"):
        SpanLogWriter(tmp_path / "none" / "a.jsonl")


# --- what held of a counter -------------------------------------------------------------------------

ALL = Context(
    "hall",
    ("窗口", "Desk"),
    ((0, 900), (1_000, 9_000)),
    ready=((-600, 0),),
    breaks=((200, 300),),
    private=((250, 300),),
    approved_closings=((400, 500),),
    suspensions=((600, 2**62),),
    declarations=(Declaration("slip", 10, 20, "errand", "aside", "Li", 9), Declaration("other", 30, 40)),
    covers=((10, 20, "aside"),),
    announcements=((50, 60),),
    required_staff=((0, 9_000, 2),),
    exemptions=((70, 80, frozenset({"phone.call", "conduct.eating"})),),
    uniforms=((0, 9_000, ("summer", "winter")),),
    announced_at_most_ms=5,
    in_force=("3月1日起", "since 1 March"),
)


def test_all_that_held_of_a_counter_is_read_as_it_was_written(tmp_path: Path) -> None:
    plain = Context("", ("", ""))
    left_out = {f.name for f in fields(Context) if f.init and getattr(ALL, f.name) == getattr(plain, f.name)}
    assert left_out == {"clock", "day"}, "the example has something of every kind"
    (logged,) = read_log(write(tmp_path / "a.jsonl", [], replace(counter_setup(), context=ALL))).counters
    assert logged.setup().context == ALL
    assert logged.setup().context.pieces(-1_000, 10_000) == ALL.pieces(-1_000, 10_000)


def test_a_log_is_written_alike_every_time(tmp_path: Path) -> None:
    """Sets have no order of their own."""
    text = write(tmp_path / "a.jsonl", [], replace(counter_setup(), context=ALL)).read_text("utf-8")
    assert '[70,80,["conduct.eating","phone.call"]]' in text


def test_a_log_from_before_circumstances_is_still_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", spans_of([8]), counter_setup(4, 9))
    header, span = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    del header["counters"][0]["circumstances"]
    path.write_text(f"{json.dumps(header)}\n{json.dumps(span)}\n", encoding="utf-8")
    (logged,) = read_log(path).counters
    assert logged.setup() == counter_setup(4, 9)


def test_a_slip_that_never_holds_is_told_by_its_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [], replace(counter_setup(), context=ALL))
    path.write_text(path.read_text("utf-8").replace('"due_ms":20', '"due_ms":10'), encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.jsonl:1: .*must be due after it begins"):
        read_log(path)
