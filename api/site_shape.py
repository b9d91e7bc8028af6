"""The shape of a site file: pydantic's errors as findings, and the published JSON schema."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from api.site_parts import FORM_TAG, TEXT_TAG
from api.site_problems import MESSAGES, Finding, Where, did_you_mean, plain, shown
from api.site_schema import Site

Schema = Mapping[str, Any]

SECRET_KEYS = frozenset({"main", "sub", "address"})
"""Keys whose values are never quoted."""
CORRECT = "correct it"


@cache
def site_json_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of a site file; what ``docs/site.schema.json`` holds."""
    schema = Site.model_json_schema(by_alias=True)
    title = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "OnPost site file"}
    return {**title, **{key: value for key, value in schema.items() if key != "title"}}


def site_schema_text() -> str:
    """The JSON schema as it is published: indented, with a newline at its end."""
    return json.dumps(site_json_schema(), indent=2, ensure_ascii=False) + "\n"


def read_shape(data: object) -> tuple[Site | None, tuple[Finding, ...]]:
    """``data`` as a site, or None and what is wrong with its shape.

    It is read as JSON because a strict reading of JSON takes a list for a tuple and a text for an
    enumeration or date, and nothing else for anything.
    """
    try:
        return Site.model_validate_json(json.dumps(data)), ()
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return None, tuple(_finding(one, data) for one in details if not _echo(one, data))


def _where(detail: ErrorDetails) -> Where:
    return tuple(step for step in detail["loc"] if step not in (TEXT_TAG, FORM_TAG))


def _echo(detail: ErrorDetails, data: object) -> bool:
    """Whether a list is called too short only because some of its members were refused."""
    value = value_at(data, _where(detail))
    return detail["type"] == "too_short" and isinstance(value, list) and len(value) >= detail["ctx"]["min_length"]


def _finding(detail: ErrorDetails, data: object) -> Finding:
    where, kind = _where(detail), detail["type"]
    if kind in MESSAGES and kind != "missing":  # refused by a validator of ours
        values = {key: str(value) for key, value in detail.get("ctx", {}).items()}
        if "came" in values and value_at(data, where) is None:
            values["came"] += " by default"
        return Finding(kind, where, values)
    if kind == "extra_forbidden":
        return _unknown_key(where)
    wanted = description_at(where)
    if kind == "missing":
        key = where[-1]
        added = f"point {where[-2]}'s second number" if isinstance(key, int) else str(key)
        return Finding("missing", where, {"wanted": wanted, "key": added})
    value = value_at(data, where)
    came = shown(value, secret=where[-1:] != () and where[-1] in SECRET_KEYS)
    return Finding("wrong_value", where, {"wanted": wanted, "came": came, "remedy": _remedy(kind, value, where)})


def _unknown_key(where: Where) -> Finding:
    known = sorted({key for schema in schemas_at(where[:-1]) for key in schema.get("properties", {})})
    key = str(where[-1])
    remedy = did_you_mean(key, known, "remove it")
    return Finding("unknown_key", where, {"key": plain(key), "keys": ", ".join(known), "remedy": remedy}, at_key=True)


def _remedy(kind: str, value: object, where: Where) -> str:
    if kind == "string_type" and isinstance(value, int | float):
        return "write it in quotes"
    if isinstance(value, str) and kind in ("enum", "literal_error"):
        return did_you_mean(value, _choices(where), CORRECT)
    return CORRECT


def _choices(where: Where) -> list[str]:
    return [str(choice) for schema in schemas_at(where) for choice in schema.get("enum", [])]


def value_at(data: object, where: Where) -> object:
    """What ``data`` holds at ``where``; None where there is nothing."""
    for step in where:
        if isinstance(data, dict) and isinstance(step, str):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def schemas_at(where: Where) -> list[Schema]:
    """The parts of the JSON schema that say what may stand at ``where``, outermost first."""
    found = list(_resolved(site_json_schema()))
    for step in where:
        found = [part for schema in found for inner in _inside(schema, step) for part in _resolved(inner)]
    return found


def description_at(where: Where) -> str:
    """What is wanted at ``where``, in words."""
    texts = (str(schema["description"]) for schema in schemas_at(where) if "description" in schema)
    return next(texts, "a value that fits the schema")


def _resolved(schema: Schema) -> Iterator[Schema]:
    """``schema``, what it refers to, and each of its alternatives."""
    yield schema
    if "$ref" in schema:
        yield from _resolved(site_json_schema()["$defs"][schema["$ref"].rsplit("/", 1)[-1]])
    for choice in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _resolved(choice)


def _inside(schema: Schema, step: str | int) -> Sequence[Schema]:
    if isinstance(step, str):
        return [schema["properties"][step]] if step in schema.get("properties", {}) else []
    places = schema.get("prefixItems", [])
    if places:
        return [places[step]] if step < len(places) else []
    return [schema["items"]] if "items" in schema else []
