"""Site files: what is read, everything that is told of a bad one, and the way back."""

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from api.errors import SiteFileError
from api.site_arrangements import known_rules
from api.site_file import (
    Site,
    counters_of_camera,
    describe,
    load_site,
    parse_site,
    schedule_of,
    service_of,
    site_json_schema,
    site_schema_text,
    site_source,
    site_text,
    views_of_camera,
)
from api.site_limits import STORED
from api.site_problems import MESSAGES, plain
from api.site_schema import CameraEntry
from api.site_shape import schemas_at
from api.site_yaml import MAX_BYTES, MAX_DEPTH, MAX_VALUES
from cameras.address import camera_address
from vision.datatypes import Covers, Severity, Status
from vision.rules.hall_registry import DEFAULTS

ROOT = Path(__file__).parents[2]
PARTS = (site_json_schema(), *site_json_schema()["$defs"].values())
KEYS = sorted({key for part in PARTS for key in part.get("properties", {})})
EXAMPLE = ROOT / "examples" / "site.yaml"

BASE = """\
version: 1
halls:
  - id: north
    name: {zh: 北厅, en: North hall}
    time_zone: Europe/Berlin
    counters:
      - id: "7"
        name: Window 7
        schedule: office
        uniforms: [summer]
        views:
          - camera: cam-7
            covers: full
            zones:
              staff: [[0.3, 0.2], [0.7, 0.2], [0.7, 0.6]]
              privacy: [[[0, 0], [0.1, 0], [0.1, 0.1]]]
        limits:
          presence.absent:
            status: off
            notice_after_s: 300
      - id: "8"
        name: Window 8
        views: []
    groups:
      - {id: all, counters: ["7", "8"], minimum_open: 1}
cameras:
  - id: cam-7
    main: rtsp://viewer:hunter2@192.0.2.7/main
uniforms:
  - {id: summer, name: Summer, palette: ["#9ec5e8"]}
schedules:
  - id: office
    weekly: {mon: ["09:00-12:00"], tue: ["09:00-12:00", "13:00-17:00"]}
    exceptions: [{date: 2026-12-25, open: []}]
notify:
  - {id: duty, kind: webhook, address: "https://hook.example/?token=hunter2"}
"""
STAFF = "[[0.3, 0.2], [0.7, 0.2], [0.7, 0.6]]"

# name, what is replaced in BASE, by what, the line of the problem, its code, what its sentence must hold
NO_ADDRESSES = (
    ("rtsp://cam:99999/hunter2", "its port is none", "name one like rtsp://"),
    ("rtsp://cam:0/hunter2", "port 0 is none", "name one like rtsp://"),
    ("rtsp://viewer:hun/ter2@cam/hunter2", "its port is none", "written as %40"),
    ("rtsp:///hunter2", "its host is missing", "name one like rtsp://"),
    ("rtsp://viewer:hunter2@/x", "its host is missing", "name one like rtsp://"),
    ("rtsps://[::1/hunter2", "its host is none", "name one like rtsps://"),
    ("http://hunter2 b/", "a blank or a character", "name one like http://"),
    ("https://cam/\\x00hunter2", "a blank or a character", "name one like https://"),
    ("usb:hunter2", "the number of a USB camera is missing", "usb:0"),
    ("Scene:demo", "no scene of this name", "scene:demo"),
    ("file://", "no file has such a name", "name a video file"),
    ("clip\\0hunter2.mp4", "no file has such a name", "name a video file"),
)
"""What the reader of cameras refuses, why, and what it says is to be done."""

LUNCH_8 = "{id: b, counters: ['8'], at: ['11:30-12:00']}"

BAD: tuple[tuple[str, str, str, int, str, tuple[str, ...]], ...] = (
    # zones
    ("a zone of two points", STAFF, "[[0.3, 0.2], [0.7, 0.2]]", 15, "wrong_value",
     ("halls[0].counters[0].views[0].zones.staff:", "3 to 200 points", "got a list of 2")),
    ("a zone of no points", STAFF, "[]", 15, "wrong_value", ("zones.staff:", "got a list of 0")),
    ("a point outside", "[0.7, 0.6]]", "[0.7, 1.6]]", 15, "wrong_value",
     ("zones.staff[2][1]:", "0 to 1", "got 1.6; correct it")),
    ("a point below", "[0.7, 0.6]]", "[-0.1, 0.6]]", 15, "wrong_value", ("zones.staff[2][0]:", "got -0.1")),
    ("an infinite number", "[0.7, 0.6]]", "[.inf, 0.6]]", 15, "wrong_value", ("zones.staff[2][0]:", "got inf")),
    ("not a number", "[0.7, 0.6]]", "[.nan, 0.6]]", 15, "wrong_value", ("zones.staff[2][0]:", "got nan")),
    ("a boolean for a number", "[0.7, 0.6]]", "[true, 0.6]]", 15, "wrong_value", ("zones.staff[2][0]:", "got true")),
    ("a text for a number", "[0.7, 0.6]]", '["0.7", 0.6]]', 15, "wrong_value", ("zones.staff[2][0]:", 'got "0.7"')),
    ("a point of one number", "[0.7, 0.6]]", "[0.7]]", 15, "missing", ("zones.staff[2][1]:", "second number")),
    ("a point of three", "[0.7, 0.6]]", "[0.7, 0.6, 1]]", 15, "wrong_value",
     ("zones.staff[2]:", "[x, y]", "got a list of 3")),
    ("a number for a point", "[0.7, 0.6]]", "0.7]", 15, "wrong_value",
     ("zones.staff[2]:", "a point [x, y]", "got 0.7")),
    ("a zone that crosses itself", STAFF, "[[0, 0], [1, 1], [1, 0], [0, 1]]", 15, "zone_crosses",
     ("zones.staff:", "does not cross itself", "near [0.5, 0.5]", "in order")),
    ("a zone on a line", STAFF, "[[0, 0], [0.5, 0.5], [1, 1]]", 15, "zone_flat", ("zones.staff:", "an area")),
    ("a zone in one place", STAFF, "[[0.1, 0.1], [0.1, 0.1], [0.1, 0.1]]", 15, "zone_flat", ("one place",)),
    ("a list of zones for one", STAFF, f"[{STAFF}]", 15, "zone_nested", ("zones.staff:", "remove one pair")),
    ("one zone for a list", "[[[0, 0], [0.1, 0], [0.1, 0.1]]]", "[[0, 0], [0.1, 0], [0.1, 0.1]]", 16,
     "privacy_single", ("zones.privacy:", "one more pair")),
    ("a view without staff zone", "staff: [", "customer: [", 15, "missing",
     ("zones.staff:", "where staff sit", "got nothing", 'add "staff"')),
    ("a null zone", STAFF, "null", 15, "wrong_value", ("zones.staff:", "got nothing")),
    ("a crossing privacy zone", "[0.1, 0], [0.1, 0.1]]]", "[1, 1], [1, 0], [0, 1]]]", 16, "zone_crosses",
     ("zones.privacy[0]:",)),
    # keys and kinds
    ("an unknown key", "covers: full", "cover: full", 13, "unknown_key",
     ("views[0].cover:", "one of camera, covers, id", 'did you mean "covers"?')),
    ("a key nobody means", "version: 1\n", "version: 1\nxyzzy: 1\n", 2, "unknown_key", ("xyzzy:", "remove it")),
    ("an unknown zone", "privacy: [", "privcy: [", 16, "unknown_key", ("zones.privcy:", 'did you mean "privacy"?')),
    ("an unknown rule", "presence.absent:", "presence.absnt:", 18, "unknown_key",
     ("limits[presence.absnt]:", 'did you mean "presence.absent"?')),
    ("an unknown day", "tue: [", "tues: [", 33, "unknown_key", ("weekly.tues:", 'did you mean "tue"?')),
    ("a merge key", "status: off", "<<: {}", 19, "unknown_key", ('unknown key "<<"',)),
    ("a number for an id", 'id: "8"', "id: 8", 21, "wrong_value", ("counters[1].id:", "got 8; write it in quotes")),
    ("a number for a name", "name: Window 7", "name: 7", 8, "wrong_value", ("counters[0].name:", "write it in quotes")),
    ("an id with a blank", "id: north", "id: north hall", 3, "wrong_value", ("halls[0].id:", 'got "north hall"')),
    ("an empty name", "name: Window 7", 'name: "  "', 8, "wrong_value", ("counters[0].name:",)),
    ("half a name", "{zh: 北厅, en: North hall}", "{zh: 北厅}", 4, "missing", ("halls[0].name.en:", 'add "en"')),
    ("a third language", "{zh: 北厅, en: North hall}", "{zh: 北厅, en: N, fr: N}", 4, "unknown_key",
     ("halls[0].name.fr:", "one of en, zh")),
    ("a text for a mapping", '{mon: ["09:00-12:00"], tue: ["09:00-12:00", "13:00-17:00"]}', "always", 33,
     "wrong_value", ("schedules[0].weekly:", "mon, tue", 'got "always"')),
    ("a mapping for a list", "views: []", "views: {}", 23, "wrong_value", ("counters[1].views:", "got a mapping")),
    ("another covers", "covers: full", "covers: ful", 13, "wrong_value", ("views[0].covers:", 'did you mean "full"?')),
    ("another version", "version: 1\n", "version: 2\n", 1, "wrong_value", ("version:", "got 2")),
    ("no version", "version: 1\n", "", 1, "missing", ("version:", 'add "version"')),
    ("a zone version of zero", "covers: full", "zone_version: 0", 13, "wrong_value", ("zone_version:", "from 1")),
    ("an unknown time zone", "Europe/Berlin", "Europe/Berlyn", 5, "unknown_time_zone",
     ("halls[0].time_zone:", 'did you mean "Europe/Berlin"?')),
    ("a folder of time zones", "Europe/Berlin", "Europe", 5, "unknown_time_zone", ('"Europe"',)),
    ("a path for a time zone", "Europe/Berlin", "../../etc/passwd", 5, "unknown_time_zone", ("IANA",)),
    # limits
    ("a negative limit", "notice_after_s: 300", "notice_after_s: -5", 20, "wrong_value",
     ("notice_after_s:", "seconds", "got -5")),
    ("a limit of zero", "notice_after_s: 300", "notice_after_s: 0", 20, "wrong_value", ("got 0",)),
    ("half a second", "notice_after_s: 300", "notice_after_s: 0.5", 20, "wrong_value", ("whole", "got 0.5")),
    ("a boolean limit", "notice_after_s: 300", "notice_after_s: true", 20, "wrong_value", ("got true",)),
    ("more than a day", "notice_after_s: 300", "notice_after_s: 86401", 20, "wrong_value", ("1 to 86400",)),
    ("a warning with the notice", "notice_after_s: 300", "warning_after_s: 300", 20, "limit_order",
     ("limits[presence.absent].warning_after_s:", "more than notice_after_s (300 s)", "got 300 s", "null (never)")),
    ("a warning before the notice, by default", "notice_after_s: 300", "notice_after_s: 700", 19, "limit_order",
     ("warning_after_s:", "more than notice_after_s (700 s)", "got 600 s by default")),
    ("a report before the warning", "notice_after_s: 300", "report_after_s: 400", 20, "limit_order",
     ("report_after_s:", "more than warning_after_s (600 s)", "got 400 s")),
    ("no step at all", "status: off\n            notice_after_s: 300",
     "status: trial\n            notice_after_s: null\n            warning_after_s: null", 19, "limits_no_step",
     ("limits[presence.absent]:", "at least one step", "status: off")),
    ("a record after the step", "          presence.absent:\n",
     "          phone.call: {recorded_after_s: 120}\n          presence.absent:\n", 18, "limit_late",
     ("limits[phone.call].recorded_after_s:", "less than notice_after_s (120 s)", "got 120 s", "null")),
    ("another rule's step with the milder one", "          presence.absent:\n",
     "          posture.slumped: {warning_after_s: 60}\n          presence.absent:\n", 18, "limit_order",
     ("limits[posture.slumped].warning_after_s:", "more than notice_after_s (60 s)", "got 60 s")),
    ("a gap that is none", "          presence.absent:\n",
     "          posture.slumped: {gap_s: -1}\n          presence.absent:\n", 18, "wrong_value",
     ("limits[posture.slumped].gap_s:", "0 to 86400", "got -1")),
    ("a rule of a counter in the hall's limits", "    time_zone: Europe/Berlin\n",
     "    time_zone: Europe/Berlin\n    limits:\n      phone.call: {status: trial}\n", 7, "unknown_key",
     ("halls[0].limits[phone.call]:", "hall.below_minimum, hall.queue_long")),
    ("a queue of nobody", "    time_zone: Europe/Berlin\n",
     "    time_zone: Europe/Berlin\n    limits:\n      hall.queue_long: {at_least: 0}\n", 7, "wrong_value",
     ("halls[0].limits[hall.queue_long].at_least:", "from 1 to 100", "got 0")),
    ("a rule that nothing measures", "          presence.absent:\n",
     "          conduct.smoking: {status: trial}\n          presence.absent:\n", 18, "unmeasured",
     ("limits[conduct.smoking].status:", "nothing measures yet", 'got trial; write status: "off"')),
    ("one of the hall", "    time_zone: Europe/Berlin\n",
     "    time_zone: Europe/Berlin\n    limits:\n      camera.moved: {status: prompt}\n", 7, "unmeasured",
     ("halls[0].limits[camera.moved].status:", "got prompt")),
    ("no end of blindness", "notice_after_s: 300", "blind_ends_after_s: null", 20, "wrong_value", ("got nothing",)),
    ("another status", "status: off", "status: tral", 19, "wrong_value", ('did you mean "trial"?',)),
    # hours
    ("a shift of another form", '["09:00-12:00"],', "[9-12],", 33, "shift_form", ("weekly.mon[0]:", '"9-12"', "HH:MM")),
    ("a shift that ends first", '["09:00-12:00"],', "[22:00-06:00],", 33, "shift_order",
     ("weekly.mon[0]:", '"22:00-06:00"', "until 24:00, and from 00:00")),
    ("a shift of no length", '["09:00-12:00"],', "[09:00-09:00],", 33, "shift_order", ()),
    ("shifts that overlap", '"13:00-17:00"', '"11:59-17:00"', 33, "shifts_overlap",
     ("weekly.tue:", '"09:00-12:00" and "11:59-17:00"')),
    ("a day that is none", "2026-12-25", "2026-13-25", 34, "wrong_value", ("exceptions[0].date:", '"2026-13-25"')),
    ("a date of another form", "2026-12-25", "25.12.2026", 34, "date_form", ('got "25.12.2026"',)),
    ("a date with a time", "2026-12-25", "2026-12-25T00:00:00", 34, "date_form", ()),
    ("a number for a date", "2026-12-25", "20261225", 34, "date_form", ("got 20261225",)),
    ("a date twice", "open: []}", "open: []}, {date: 2026-12-25, open: []}", 34, "duplicate_date",
     ("2026-12-25 again",)),
    # holidays, seasons, roles
    ("a long country", "    exceptions: [", "    holidays: {country: CX1}\n    exceptions: [", 34, "wrong_value", ()),
    ("a country that is none", "    exceptions: [", "    holidays: {country: QQ}\n    exceptions: [", 34,
     "unknown_country", ("schedules[0].holidays.country:", "ISO 3166", '"QQ"', "exceptions")),
    ("a part of another country", "    exceptions: [",
     "    holidays: {country: DE, subdivision: TX}\n    exceptions: [", 34,
     "unknown_country", ("holidays.subdivision:", '"TX"')),
    ("an unknown weekday", "    exceptions: [", "    holidays: {country: CN, make_up_as: mo}\n    exceptions: [", 34,
     "wrong_value", ("make_up_as:", 'did you mean "mon"?')),
    ("too long to be ready", "    exceptions: [", "    ready_min: 121\n    exceptions: [", 34, "wrong_value",
     ("ready_min:", "0 to 120")),
    ("a season of another form", "schedules:\n", "seasons: [{id: s, begins: May, ends: '10-01'}]\nschedules:\n", 31,
     "day_form", ("seasons[0].begins:", '"May"')),
    ("a season that begins on no day", "schedules:\n",
     "seasons: [{id: s, begins: '04-31', ends: '10-01'}]\nschedules:\n", 31, "day_form", ('"04-31"',)),
    ("a season of leap years", "schedules:\n", "seasons: [{id: s, begins: '02-29', ends: '10-01'}]\nschedules:\n", 31,
     "day_form", ("02-28 for 02-29",)),
    ("a uniform of an unknown season", 'palette: ["#9ec5e8"]', 'palette: ["#9ec5e8"], seasons: [hot]', 30,
     "unknown_reference", ("uniforms[0].seasons[0]:", "a season of this site", '"hot"')),
    ("a role in an unknown uniform", "schedules:\n", "roles: [{id: clerk, uniforms: [sumer]}]\nschedules:\n", 31,
     "unknown_reference", ("roles[0].uniforms[0]:", 'did you mean "summer"?')),
    ("an unknown role", "        uniforms: [summer]", "        roles: [clerk]", 10, "unknown_reference",
     ("counters[0].roles[0]:", "a role of this site", '"clerk"')),
    ("more staff than can be counted", "        uniforms: [summer]", "        required_staff: 4", 10, "wrong_value",
     ("required_staff:", "1 to 3", "got 4")),
    # arrangements
    ("a break of an unknown counter", "cameras:\n", '    breaks: [{id: b, counters: ["9"]}]\ncameras:\n', 26,
     "unknown_reference", ("halls[0].breaks[0].counters[0]:", "a counter of this hall", '"9"')),
    ("a break of overlapping hours", "cameras:\n",
     '    breaks: [{id: b, counters: ["7"], at: ["12:00-13:00", "12:30-14:00"]}]\ncameras:\n', 26, "shifts_overlap",
     ("halls[0].breaks[0].at:",)),
    ("a break of no hours", "cameras:\n", '    breaks: [{id: b, counters: ["7"], at: []}]\ncameras:\n', 26,
     "wrong_value", ("breaks[0].at:", "left out: the whole day")),
    ("a break that ends first", "cameras:\n",
     '    breaks: [{id: b, counters: ["7"], begins: 2026-03-02, ends: 2026-03-01}]\ncameras:\n', 26, "dates_order",
     ("breaks[0].ends:", "2026-03-02 to 2026-03-01", "swap")),
    ("a permit of a counter twice", "cameras:\n",
     '    permits: [{id: p, counters: ["7", "7"], reason: cleaner}]\ncameras:\n', 26, "listed_twice",
     ("permits[0].counters[1]:",)),
    ("an exemption without end", "cameras:\n",
     '    exemptions: [{id: e, counters: ["7"], rules: [presence.absent], reason: r}]\ncameras:\n', 26,
     "exemption_without_end", ("exemptions[0].ends:", "an exemption with an end", "got none", "say when it ends")),
    ("an exemption without reason", "cameras:\n",
     '    exemptions: [{id: e, counters: ["7"], rules: [presence.absent], ends: 2026-03-01}]\ncameras:\n', 26,
     "missing", ("exemptions[0].reason:", "why", 'add "reason"')),
    ("an exemption of an unknown rule", "cameras:\n",
     '    exemptions: [{id: e, counters: ["7"], rules: [presence.absnt], ends: 2026-03-01, reason: r}]\ncameras:\n', 26,
     "unknown_rule", ("exemptions[0].rules[0]:", '"presence.absnt"', 'did you mean "presence.absent"?')),
    ("a cover by itself", "cameras:\n", '    covers: [{id: c, counter: "7", covered_by: "7"}]\ncameras:\n', 26,
     "cover_itself", ("halls[0].covers[0].covered_by:", "another counter", '"7"')),
    ("a cover by a counter at lunch", "cameras:\n",
     "    covers: [{id: c, counter: '7', covered_by: '8'}]\n    breaks: [" + LUNCH_8 + "]\ncameras:\n", 26,
     "cover_closed", ("halls[0].covers[0].covered_by:", 'counter "8" open', "mon 11:30-12:00", "other hours")),
    ("a cover by a counter whose schedule is shorter", "cameras:\n",
     "    covers: [{id: c, counter: '8', covered_by: '7', at: ['09:00-12:00'], days: [mon, wed]}]\ncameras:\n", 26,
     "cover_closed", ("wed 09:00-12:00",)),
    # between the parts
    ("a counter id twice", "    groups:\n", '      - {id: "7", name: X}\n    groups:\n', 24, "duplicate_id",
     ('halls[0].counters[2].id: wanted an id of its own, got "7" again (first at halls[0].counters[0].id)', "rename")),
    ("a camera id twice", "    main: rtsp://viewer:hunter2@192.0.2.7/main\n",
     "    main: usb:0\n  - id: cam-7\n    main: usb:1\n", 29, "duplicate_id", ("cameras[1].id:", '"cam-7" again')),
    ("a hall id twice", "cameras:\n", "  - {id: north, name: N, time_zone: UTC}\ncameras:\n", 26, "duplicate_id",
     ("halls[1].id:",)),
    ("a group id twice", "cameras:\n", '      - {id: all, counters: ["7"], minimum_open: 1}\ncameras:\n', 26,
     "duplicate_id", ("halls[0].groups[1].id:",)),
    ("a schedule id twice", "notify:\n", "  - {id: office, weekly: {}}\nnotify:\n", 35, "duplicate_id",
     ("schedules[1].id:",)),
    ("a uniform id twice", "schedules:\n", '  - {id: summer, name: S, palette: ["#ffffff"]}\nschedules:\n', 31,
     "duplicate_id", ("uniforms[1].id:",)),
    ("a view twice", "        limits:\n",
     f"          - {{camera: cam-7, zones: {{staff: {STAFF}}}}}\n        limits:\n",
     17, "duplicate_view", ("views[1]:", '"7@cam-7" again')),
    ("a view id twice", "        limits:\n",
     f'          - {{id: "7@cam-7", camera: cam-7, zones: {{staff: {STAFF}}}}}\n        limits:\n',
     17, "duplicate_view", ("views[1].id:",)),
    ("an unknown camera", "camera: cam-7", "camera: cam7", 12, "unknown_reference",
     ("views[0].camera:", "the id of a camera", 'got "cam7"', 'did you mean "cam-7"?')),
    ("an unknown schedule", "schedule: office", "schedule: summer", 9, "unknown_reference", ("a schedule", "add it")),
    ("an unknown uniform", "[summer]", "[sumer]", 10, "unknown_reference", ("uniforms[0]:", 'did you mean "summer"?')),
    ("an unknown counter", '["7", "8"]', '["7", "9"]', 25, "unknown_reference",
     ("halls[0].groups[0].counters[1]:", "a counter of this hall", '"9"')),
    ("a counter listed twice", '["7", "8"]', '["7", "7"]', 25, "listed_twice", ("groups[0].counters[1]:",)),
    ("a minimum above the group", "minimum_open: 1", "minimum_open: 3", 25, "group_minimum",
     ("groups[0].minimum_open:", "at most 2", "got 3")),
    ("a minimum of zero", "minimum_open: 1", "minimum_open: 0", 25, "wrong_value", ("minimum_open:", "from 1")),
    ("an empty group", '["7", "8"]', "[]", 25, "wrong_value", ("groups[0].counters:", "got a list of 0")),
    # addresses and colours
    ("an address of another kind", "rtsp://viewer", "rtps://viewer", 28, "address",
     ("cameras[0].main:", "rtsp://…", "rtps:// is not watched", "begin it with rtsp://")),
    ("half an address", "rtsp://viewer:hunter2@192.0.2.7/main", "rtsp://", 28, "address", ("host is missing",)),
    ("blanks around an address", "rtsp://viewer:hunter2@192.0.2.7/main", '"usb:0 "', 28, "address", ("remove them",)),
    ("an unknown scene", "rtsp://viewer:hunter2@192.0.2.7/main", "scene:other", 28, "address", ("scene:demo",)),
    ("a scene that begins at no time", "rtsp://viewer:hunter2@192.0.2.7/main", "scene:demo?begins=noon", 28, "address",
     ("ms UTC",)),
    ("a USB camera without number", "rtsp://viewer:hunter2@192.0.2.7/main", '"usb:"', 28, "address", ("usb:0",)),
    *((f"{main}: {came}", "rtsp://viewer:hunter2@192.0.2.7/main", f'"{main}"', 28, "address", (came, remedy))
      for main, came, remedy in NO_ADDRESSES),
    ("no address", "    main: rtsp://viewer:hunter2@192.0.2.7/main\n", "", 27, "missing", ("cameras[0].main:",)),
    ("a list for an address", "rtsp://viewer:hunter2@192.0.2.7/main", "[hunter2]", 28, "wrong_value", ("list of 1",)),
    ("an unknown kind", "kind: webhook", "kind: webhok", 36, "wrong_value", ('did you mean "webhook"?',)),
    ("an address of another form", "kind: webhook", "kind: mqtt", 36, "address", ("notify[0].address:", "mqtt://")),
    ("a name for a colour", '"#9ec5e8"', "blue", 30, "wrong_value", ("palette[0]:", "#rrggbb", 'got "blue"')),
    ("a colour out of range", '"#9ec5e8"', "[101, 0, 0]", 30, "wrong_value", ("palette[0][0]:", "L*", "got 101")),
    ("a share too few", '["#9ec5e8"]', '["#9ec5e8", "#ffffff"], shares: [1]', 30, "shares", ("one for each",)),
    ("shares of more than all", '["#9ec5e8"]', '["#9ec5e8", "#ffffff"], shares: [1, 1]', 30, "shares", ("at most 1",)),
    ("a colour of two numbers", '"#9ec5e8"', "[50, 0]", 30, "missing", ("palette[0][2]:",)),
    # YAML
    ("a key twice", "covers: full", "camera: cam-7", 13, "duplicate_key",
     ('wanted "camera" once', "first in line 12", "remove one")),
    ("a tab", "        schedule: office", "\tschedule: office", 9, "yaml_tab", ("spaces", "a tab")),
    ("a bracket left open", "uniforms: [summer]", "uniforms: [summer", 11, "yaml_syntax", ("valid YAML",)),
    ("a colon too many", "name: Window 7", "name: Window: 7", 8, "yaml_syntax", ("mapping values are not allowed",)),
    ("an unknown alias", "[summer]", "*summer", 10, "yaml_syntax", ("undefined alias",)),
    ("a tag", "name: Window 7", "name: !!python/name:os.system x", 8, "yaml_tag", ("remove the tag",)),
    ("a tag on a list", "views: []", "views: !!set []", 23, "yaml_tag", ()),
    ("a tag that lies", "name: Window 7", "name: !!int x", 8, "yaml_value", ("no int",)),
    ("a number without end", "version: 1\n", f"version: {'1' * 5000}\n", 1, "yaml_value", ("no int",)),
    ("half a character", "name: Window 7", 'name: "\\ud800"', 8, "yaml_value", ("surrogate",)),
    ("half a character as key", "covers: full", '"\\ud800": 1', 13, "yaml_key", ("surrogate",)),
    ("an escape of nothing", "name: Window 7", 'name: "\\UFFFFFFFF"', 1, "yaml_syntax", ("escape",)),
    ("a control character", "name: Window 7", "name: \x07", 8, "yaml_syntax", ("character",)),
    ("a list as key", "views: []", "? [a]\n        : 1", 23, "yaml_key", ("a text as key",)),
    ("a second document", "cameras:\n", "---\ncameras:\n", 26, "yaml_syntax", ("single document",)),
    ("a list that holds itself", "views: []", "views: &v [*v]", 23, "yaml_too_deep", (f"{MAX_DEPTH} levels",)),
    ("brackets without end", "views: []", "views: " + "[" * 5000, 23, "yaml_too_deep", ()),
    # no site at all
    ("an empty file", BASE, "", 1, "file_empty", ("nothing",)),
    ("only a comment", BASE, "# nothing yet\n", 1, "file_empty", ()),
    ("a null", BASE, "~", 1, "not_mapping", ("got nothing",)),
    ("a list", BASE, "- a\n- b\n", 1, "not_mapping", ("list of 2",)),
    ("a text", BASE, "hello", 1, "not_mapping", ('"hello"',)),
    ("a tagged root", BASE, "!x {}", 1, "yaml_tag", ()),
    ("no list of halls", BASE, "version: 1\n", 1, "missing", ("halls:", "empty to begin with")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "phrases"), [case[1:] for case in BAD], ids=[case[0] for case in BAD]
)
def test_a_bad_file_is_told_with_line_place_and_remedy(
    old: str, new: str, line: int, code: str, phrases: tuple[str, ...]
) -> None:
    """One mistake, one problem, in the right line, in the expected words."""
    assert old in BASE
    reading = parse_site(BASE.replace(old, new, 1), "site.yaml")
    assert reading.site is None
    assert [(problem.line, problem.code) for problem in reading.problems] == [(line, code)], describe(reading.problems)
    sentence = reading.problems[0].sentence
    assert [phrase for phrase in phrases if phrase not in sentence] == [], sentence
    assert sentence.startswith(f"site.yaml:{line}:")
    assert "hunter2" not in " ".join(describe(reading.problems))


def test_a_cover_is_looked_at_on_dates_that_differ_from_the_week() -> None:
    cover = '    covers: [{id: c, counter: "8", covered_by: "7", at: ["09:00-12:00"], days: [mon]}]\ncameras:\n'
    text = BASE.replace("cameras:\n", cover, 1)
    assert parse_site(text, "site.yaml").problems == ()
    (problem,) = parse_site(text.replace("2026-12-25", "2026-12-21"), "site.yaml").problems
    assert (problem.code, problem.came) == ("cover_closed", "it closed 2026-12-21 09:00-12:00")


def test_the_base_of_the_table_is_a_good_site() -> None:
    """Otherwise the table would prove nothing."""
    reading = parse_site(BASE, "site.yaml")
    assert describe(reading.problems) == []
    assert [hint.code for hint in reading.hints] == ["hint_no_view"]


# --- files --------------------------------------------------------------------------------------------


def _in_file(folder: Path, content: bytes) -> Path:
    path = folder / "site.yaml"
    path.write_bytes(content)
    return path


FILES: tuple[tuple[str, bytes, int, int, str, str], ...] = (
    ("binary", b"\x89PNG\r\n\x1a\n\0\0", 1, 1, "file_binary", "bytes that are no text"),
    ("Latin-1", b"version: 1\nhalls:\n  - name: M\xfcnchen\n", 3, 12, "file_not_utf8", "0xfc; save the file as UTF-8"),
    ("UTF-16", "version: 1".encode("utf-16"), 1, 1, "file_binary", "text file"),
    ("too large", b"#" * (MAX_BYTES + 1), 1, 1, "file_too_large", "at most 4 MB, got 4.0 MB"),
    ("zero bytes", b"", 1, 1, "file_empty", "version: 1"),
)


@pytest.mark.parametrize(
    ("content", "line", "column", "code", "phrase"), [case[1:] for case in FILES], ids=[case[0] for case in FILES]
)
def test_a_file_that_is_no_text_is_refused(
    tmp_path: Path, content: bytes, line: int, column: int, code: str, phrase: str
) -> None:
    """Before anything is parsed, and placed where it can be."""
    with pytest.raises(SiteFileError, match=re.escape(phrase)) as caught:
        load_site(_in_file(tmp_path, content))
    problem = caught.value.problems[0]
    assert (problem.line, problem.column, problem.code) == (line, column, code)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A name nobody has, a folder, a pipe (which must not be waited on), a name no file can have."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    told = {}
    for path in (tmp_path / "none.yaml", tmp_path, pipe, tmp_path / ("x" * 300), tmp_path / "a\0b"):
        with pytest.raises(SiteFileError) as caught:
            load_site(path)
        told[path] = caught.value.problems[0]
    codes = ["file_missing", "file_not_regular", "file_not_regular", "file_unreadable", "file_unreadable"]
    assert [problem.code for problem in told.values()] == codes
    assert str(tmp_path / "none.yaml") in told[tmp_path / "none.yaml"].sentence
    assert "got a directory; name the site file itself" in told[tmp_path].sentence


def test_a_byte_order_mark_is_no_problem(tmp_path: Path) -> None:
    """Editors on Windows write one."""
    assert load_site(_in_file(tmp_path, b"\xef\xbb\xbf" + BASE.encode())) == parse_site(BASE, "").site
    assert load_site(_in_file(tmp_path, BASE.replace("\n", "\r\n").encode())) == parse_site(BASE, "").site


def test_aliases_that_multiply_are_stopped() -> None:
    """A thousand million values in a few lines."""
    rows = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    reading = parse_site("\n".join(["a0: &a0 [x]", *rows]), "bomb.yaml")
    assert [problem.code for problem in reading.problems] == ["yaml_too_many"]
    assert str(MAX_VALUES) in reading.problems[0].wanted


def test_aliases_share_a_value() -> None:
    """Written once, used twice."""
    text = BASE.replace(f"staff: {STAFF}", f"staff: &zone {STAFF}\n              customer: *zone")
    site = parse_site(text, "site.yaml").site
    assert site is not None
    zones = site.halls[0].counters[0].views[0].zones
    assert zones.customer == zones.staff


# --- problems -----------------------------------------------------------------------------------------


def test_all_problems_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    """From every stage: YAML, shape, between the parts."""
    text = BASE.replace("covers: full", "covers: ful\n            covers: part").replace("[summer]", "[sumer]")
    text = text.replace("Europe/Berlin", "Mars/Base").replace('id: "8"', 'id: "7"').replace("2026-12-25", "never")
    text = text.replace("notice_after_s: 300", "notice_after_s: -1\n            report_after_s: 10")
    path = _in_file(tmp_path, text.encode())
    with pytest.raises(SiteFileError) as caught:
        load_site(path)
    problems = caught.value.problems
    assert [(problem.line, problem.code) for problem in problems] == [
        (5, "unknown_time_zone"),
        (10, "unknown_reference"),
        (13, "wrong_value"),
        (14, "duplicate_key"),
        (21, "wrong_value"),
        (22, "limit_order"),
        (23, "duplicate_id"),
        (27, "unknown_reference"),
        (36, "date_form"),
    ]
    assert str(caught.value) == f"{problems[0].sentence} (and 8 more)"
    assert describe(problems)[0] == (
        f'{path}:5:16 halls[0].time_zone: wanted a time zone such as "Asia/Shanghai", got "Mars/Base"; '
        "use a name of the IANA time zones"
    )


def test_a_list_is_not_called_too_short_for_its_members_faults() -> None:
    """Pydantic counts only the good members; the file has them all."""
    problems = parse_site(BASE.replace(STAFF, "[[0.3, 0.2], [0.7, 2], [3, 0.6]]"), "site.yaml").problems
    assert [problem.path.rpartition(".")[2] for problem in problems] == ["staff[1][1]", "staff[2][0]"]


def test_every_message_is_met_by_a_test() -> None:
    """And no message waits for a problem that nobody finds."""
    told = {case[4] for case in BAD} | {case[4] for case in FILES}
    elsewhere = {"file_missing", "file_not_regular", "file_unreadable", "yaml_too_many"}
    entered = {"entry_order", "entry_long", "entry_past", "entry_elsewhere"}  # of what is entered while it runs
    assert set(MESSAGES) == told | elsewhere | entered | set(HINTS)


HINTS: dict[str, tuple[str, str, int]] = {
    "hint_no_view": ("x", "x", 21),
    "hint_only_part": ("covers: full", "covers: part", 12),
    "hint_unused_camera": ("uniforms:\n  -", "  - {id: spare, main: usb:1}\nuniforms:\n  -", 29),
}


@pytest.mark.parametrize("code", HINTS)
def test_a_hint_is_no_problem(code: str) -> None:
    """The site loads, and the hint has its line."""
    old, new, line = HINTS[code]
    reading = parse_site(BASE.replace(old, new), "site.yaml")
    assert reading.site is not None
    assert (line, code) in [(hint.line, hint.code) for hint in reading.hints]


# --- credentials --------------------------------------------------------------------------------------

LIVE = "rtsp://admin:hun/ter2@x@192.0.2.9/live?password=hunter2"
LEAKS = (
    ("in place of a camera", "camera: cam-7", f'camera: "{LIVE}"'),
    ("as a key", "covers: full", f'"{LIVE}": 1'),
    ("as a key twice", "covers: full", f'"{LIVE}": 1\n            "{LIVE}": 2'),
    ("as an id", "id: cam-7", f'id: "{LIVE}"'),
    ("as a colour", '"#9ec5e8"', f'"{LIVE}"'),
    ("without scheme", "camera: cam-7", "camera: admin:hunter2@192.0.2.9"),
    ("of another kind", "rtsp://viewer:hunter2", "rtps://viewer:hunter2"),
    ("in a broken line", "rtsp://viewer:hunter2", "[rtsp://viewer:hunter2"),
    ("after a tag", "rtsp://viewer:hunter2", "!x rtsp://viewer:hunter2"),
    ("as a number", "rtsp://viewer:hunter2@192.0.2.7/main", "20260405"),
)


@pytest.mark.parametrize(("old", "new"), [case[1:] for case in LEAKS], ids=[case[0] for case in LEAKS])
def test_no_problem_shows_a_credential(old: str, new: str) -> None:
    """Wherever in the file the address stands."""
    reading = parse_site(BASE.replace(old, new, 1), "site.yaml")
    assert reading.problems
    everything = " ".join(describe(reading.problems + reading.hints)) + repr(reading)
    assert not re.search("hunter2|hun/ter2|ter2@|20260405", everything), everything


def test_a_site_shows_no_credential_unless_asked() -> None:
    """Not in repr, str or a plain dump; the export has them."""
    site = _site(BASE)
    assert "hunter2" not in repr(site) + str(site) + str(site.model_dump()) + site.model_dump_json()
    assert site_source(site)["cameras"][0]["main"] == "rtsp://viewer:hunter2@192.0.2.7/main"
    assert "token=hunter2" in site_text(site)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("two\n lines", "two lines"),
        ("bell \x07", "bell ?"),
        ("rtsp://a:b@c/d e", "rtsp://…"),
        ("x a:b@c d", "x …@c d"),
        ("y" * 61, "y" * 59 + "…"),
    ],
)
def test_what_is_quoted_is_plain(text: str, expected: str) -> None:
    """One line, short, nothing secret."""
    assert plain(text) == expected


# --- addresses ----------------------------------------------------------------------------------------

ADDRESS_LETTERS = st.text("abc:/@[]?#%. \0é²0199", max_size=20)
FORMS = (
    "rtsp://",
    "rtsps://u:p@",
    "http://[",
    "https://h:",
    "usb:",
    "Usb:",
    "scene:demo",
    "scene:",
    "file://",
    "",
    "x://",
)


@given(st.sampled_from(FORMS), ADDRESS_LETTERS | st.text(max_size=20))
@settings(max_examples=500)
def test_whatever_address_a_site_may_have_can_be_opened(form: str, rest: str) -> None:
    try:
        entry = CameraEntry.model_validate({"id": "c", "main": form + rest})
    except ValidationError:
        return
    assert camera_address(entry.main.get_secret_value(), 0).url


# --- what a good file means ---------------------------------------------------------------------------


def _site(text: str) -> Site:
    reading = parse_site(text, "site.yaml")
    assert reading.site is not None, describe(reading.problems)
    return reading.site


def test_yaml_is_read_as_version_1_2() -> None:
    """``off`` is a text; so are yes, dates, 12:30 and octal numbers."""
    site = _site(BASE.replace("name: Window 7", "name: on").replace("name: Window 8", "name: 12:30"))
    assert [counter.name for counter in site.halls[0].counters] == ["on", "12:30"]
    assert site.halls[0].counters[0].limits.presence_absent.status == "off"


def test_absence_limits_become_steps() -> None:
    """In ms, mildest first; a null step is left out; defaults where nothing is given."""
    given_limits, default = (counter.limits.presence_absent for counter in _site(BASE).halls[0].counters)
    assert given_limits.steps_ms() == ((300_000, Severity.NOTICE), (600_000, Severity.WARNING))
    assert (default.status, default.steps_ms()) == ("trial", given_limits.steps_ms())
    assert (default.blind_ends_after_ms, default.clause) == (300_000, None)
    steps = ("notice_after_s: null", "warning_after_s: null", "report_after_s: 9")
    only = BASE.replace("notice_after_s: 300", "\n            ".join(steps))
    assert _site(only).halls[0].counters[0].limits.presence_absent.steps_ms() == ((9000, Severity.REPORT),)


def test_limits_of_a_hall_are_those_of_the_rule_book_wherever_nothing_else_is_said() -> None:
    assert _site(BASE).halls[0].limits.held(1) == DEFAULTS
    said = "    time_zone: Europe/Berlin\n    limits:\n      hall.queue_long: {warning_after_s: 900, at_least: 8}\n"
    held = _site(BASE.replace("    time_zone: Europe/Berlin\n", said)).halls[0].limits.held(3)
    steps = ((300_000, Severity.NOTICE), (900_000, Severity.WARNING))
    assert held["hall.queue_long"] == replace(DEFAULTS["hall.queue_long"], steps=steps, version=3, at_least=8)


def test_a_site_that_was_stored_before_is_read_whatever_it_has_in_use() -> None:
    """An older version took it; it finds nothing now as it did then."""
    source = site_source(_site(BASE))
    source["halls"][0].setdefault("limits", {})["hall.queue_long"] = {"status": "trial"}
    in_use = json.dumps(source)
    with pytest.raises(ValidationError):
        Site.model_validate_json(in_use)
    site = Site.model_validate_json(in_use, context=STORED)
    assert site.halls[0].limits.held(1)["hall.queue_long"].status is Status.TRIAL


def test_an_exemption_may_be_from_a_rule_of_the_hall() -> None:
    assert known_rules() >= {"presence.absent", "phone.call", "hall.below_minimum", "presence.gathering"}


def test_a_rule_that_is_off_needs_no_step() -> None:
    """Nor does it lose its status by that."""
    off = BASE.replace("notice_after_s: 300", "notice_after_s: null\n            warning_after_s: null")
    assert _site(off).halls[0].counters[0].limits.presence_absent.steps_ms() == ()


def test_views_of_a_camera_are_in_pixels_of_its_picture() -> None:
    """Each with its counter, zones, and an id of its own."""
    site = load_site(EXAMPLE)
    (window_7,) = views_of_camera(site, "cam-7", (1000, 500))
    assert (window_7.id, window_7.counter, window_7.covers, window_7.zone_version) == ("7@cam-7", "7", Covers.FULL, 2)
    np.testing.assert_allclose(window_7.staff.xy, [[300, 100], [700, 100], [700, 300], [300, 300]])
    assert window_7.customer is not None
    np.testing.assert_allclose(window_7.customer.xy[0], [200, 310])
    np.testing.assert_allclose(window_7.privacy[0].xy[2], [150, 150])
    side, window_8 = views_of_camera(site, "cam-8", (1000, 500))
    assert (side.id, side.counter, side.covers) == ("7-from-the-side", "7", Covers.PART)
    assert (side.customer, side.privacy) == (None, ())
    assert (window_8.id, window_8.counter) == ("8@cam-8", "8")
    assert views_of_camera(site, "cam-9", (1000, 500)) == ()


def test_counters_of_a_camera_come_with_their_hall_and_hours() -> None:
    """What a rule needs beside the views."""
    site = load_site(EXAMPLE)
    found = [(hall.id, counter.id) for hall, counter in counters_of_camera(site, "cam-8")]
    assert found == [("north", "7"), ("north", "8")]
    schedule = schedule_of(site, site.halls[0].counters[0])
    assert schedule is not None
    assert schedule.id == "office"
    monday = 1_772_409_600_000  # 2026-03-02 08:00 in Shanghai
    assert service_of(site, "7", monday, monday + 5 * 3_600_000) == ((monday + 3_600_000, monday + 4 * 3_600_000),)
    assert service_of(_site(BASE), "8", 1, 2) == ((1, 2),)
    with pytest.raises(KeyError, match="9"):
        service_of(site, "9", 1, 2)


@pytest.mark.parametrize("address", ["scene:demo", "scene:demo?begins=1767225600000"])
def test_the_scene_is_a_camera(address: str) -> None:
    site = parse_site(BASE.replace("rtsp://viewer:hunter2@192.0.2.7/main", address), "").site
    assert site is not None
    assert site.cameras[0].main.get_secret_value() == address


# --- the published schema and the reference -----------------------------------------------------------


def test_the_published_schema_is_the_current_one() -> None:
    """Write it anew with ``onpost check --schema`` when this fails."""
    assert (ROOT / "docs" / "site.schema.json").read_text("utf-8") == site_schema_text()
    jsonschema.Draft202012Validator.check_schema(site_json_schema())


def test_the_example_fits_the_schema_and_loads_without_a_hint() -> None:
    """As does the table's base; and the schema refuses what the loader refuses."""
    validator = jsonschema.Draft202012Validator(site_json_schema())
    for text in (EXAMPLE.read_text("utf-8"), BASE):
        validator.validate(site_source(_site(text)))
    assert parse_site(EXAMPLE.read_text("utf-8"), "site.yaml").hints == ()
    assert not validator.is_valid({"version": 1, "halls": [{"id": 7}]})


def test_the_reference_holds_the_example_and_names_every_key() -> None:
    """One complete example, the one in ``examples``."""
    page = (ROOT / "docs" / "site-file.md").read_text("utf-8")
    assert re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) == [EXAMPLE.read_text("utf-8")]
    assert [key for key in KEYS if not re.search(rf"`{re.escape(key)}`|[`{{ ]{re.escape(key)}:", page)] == []


def test_every_key_says_what_is_wanted() -> None:
    """Problems quote it."""
    bare = [key for part in PARTS for key, value in part.get("properties", {}).items() if "description" not in value]
    assert bare == []
    assert schemas_at(("halls", 0, "no such key")) == []


# --- there and back -----------------------------------------------------------------------------------

IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}", fullmatch=True)
CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(CHARACTERS, min_size=1, max_size=20).filter(lambda text: text.strip() != "")
NAMES = TEXTS | st.fixed_dictionaries({"zh": TEXTS, "en": TEXTS})
FRACTIONS = st.floats(0, 0.4)


@st.composite
def polygons(draw: st.DrawFn) -> list[list[float]]:
    """A square somewhere."""
    x, y, side = draw(FRACTIONS), draw(FRACTIONS), draw(st.floats(0.01, 0.5))
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side]]


@st.composite
def sites(draw: st.DrawFn) -> dict[str, Any]:
    """The plain data of a good site."""
    ids = draw(st.lists(IDS, min_size=4, max_size=6, unique=True))
    zones = st.fixed_dictionaries(
        {"staff": polygons()}, optional={"customer": polygons(), "privacy": st.lists(polygons(), max_size=2)}
    )
    steps = {"notice_after_s": st.none() | st.integers(1, 99), "report_after_s": st.none() | st.integers(700, 9999)}
    limits = st.fixed_dictionaries({}, optional={**steps, "clause": TEXTS, "status": st.sampled_from(["off", "trial"])})
    view = st.fixed_dictionaries({"camera": st.just(ids[0]), "zones": zones}, optional={"covers": st.just("part")})
    counters = [
        {
            "id": counter,
            "name": draw(NAMES),
            "views": draw(st.lists(view, max_size=1)),
            "limits": {"presence.absent": draw(limits)},
            **draw(st.sampled_from([{}, {"schedule": ids[1]}])),
        }
        for counter in ids[2:]
    ]
    hall = {"id": ids[0], "name": draw(NAMES), "time_zone": "Asia/Shanghai", "counters": counters}
    date = draw(st.dates()).isoformat()
    schedule = {"id": ids[1], "weekly": {"sun": ["22:00-24:00"]}, "exceptions": [{"date": date, "open": []}]}
    camera = {"id": ids[0], "main": f"rtsp://u:{quote(draw(TEXTS), safe='')}@h/x"}
    return {"version": 1, "halls": [hall], "cameras": [camera], "schedules": [schedule]}


@given(sites())
@settings(max_examples=40)
def test_a_site_survives_export_and_load(data: dict[str, Any]) -> None:
    """Unchanged, whatever its names and numbers look like; and as given, no default added."""
    site = _site(json.dumps(data))
    assert site_source(site) == data
    text = site_text(site)
    assert _site(text) == site
    assert parse_site(text, "site.yaml").hints == parse_site(text, "site.yaml").hints
    assert yaml.safe_load(text) is not None


@given(st.binary(max_size=200))
def test_random_bytes_end_in_a_site_file_error(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """And in nothing else."""
    with pytest.raises(SiteFileError):
        load_site(_in_file(tmp_path_factory.getbasetemp(), content))


@given(st.text(max_size=200) | st.text("[]{}:,-&*!|>'\"%@#?~ \n\tax1.\\uU<", max_size=60))
@settings(max_examples=300)
def test_random_text_ends_in_problems(text: str) -> None:
    """Letters of YAML's own among them."""
    assert parse_site(text, "site.yaml").problems


NUMBERS = st.booleans() | st.integers() | st.floats()
LEAVES = st.none() | NUMBERS | st.text(max_size=5) | st.sampled_from(["7", "office"])
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
)


@given(st.dictionaries(st.sampled_from(KEYS), TREES, max_size=6))
def test_random_yaml_with_our_keys_ends_in_problems(data: dict[str, Any]) -> None:
    """Wrong shapes at every depth; each problem has a sentence."""
    reading = parse_site(yaml.safe_dump(data), "site.yaml")
    assert reading.problems
    assert all(": wanted " in line and "\n" not in line for line in describe(reading.problems + reading.hints))


@given(st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_a_slip_of_the_pen_never_escapes(data: st.DataObject) -> None:
    """A stretch of a good file replaced by anything: problems or a site, one of the two."""
    begin = data.draw(st.integers(0, len(BASE)))
    end = data.draw(st.integers(begin, min(len(BASE), begin + 30)))
    text = BASE[:begin] + data.draw(st.text(max_size=5) | st.sampled_from(["7", "[]", "{}", ":", "- "])) + BASE[end:]
    reading = parse_site(text, "site.yaml")
    assert (reading.site is None) == bool(reading.problems)
