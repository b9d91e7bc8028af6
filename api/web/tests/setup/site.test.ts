import { describe, expect, it } from "vitest";

import { addressFault, joined, separated } from "../../src/setup/adding/address";
import { firstPlacing, NEW, placed, placingFaults, type Placing } from "../../src/setup/adding/placing";
import { differences } from "../../src/setup/site/differences";
import { addressesOf, firstWritten, type CameraWritten } from "../../src/setup/list/cameraEditing";
import * as edits from "../../src/setup/site/edits";
import { nameIn, siteFrom, viewsOf, type Site } from "../../src/setup/site/site";
import { starting, STARTING_MS } from "../../src/setup/site/starting";
import type { Counter } from "../../src/api/client";
import type { Point } from "../../src/setup/drawing/shapes";

const ZONE: readonly Point[] = [
  [0, 0],
  [1, 0],
  [1, 1],
];
const OTHER = [...ZONE, [0, 1]] as const;
const SITE: Site = {
  version: 1,
  halls: [
    {
      id: "h",
      name: "Hall",
      time_zone: "UTC",
      counters: [
        {
          id: "1",
          name: { zh: "1号", en: "One" },
          limits: { kept: 1 },
          views: [{ camera: "c", zones: { staff: ZONE } }],
        },
        { id: "2", name: "Two", views: [{ camera: "c", id: "side", covers: "part", zones: { staff: ZONE } }] },
      ],
      groups: [{ id: "g", counters: ["1", "2"], minimum_open: 2 }],
    },
  ],
  cameras: [{ id: "c", main: "usb:0" }],
  notify: [{ id: "cam-1" }],
};

const ids = (site: Site) => viewsOf(site).map(({ id }) => id);

describe("a site that leaves lists out", () => {
  it("is taken as empty, and can be added to", () => {
    expect(siteFrom({ version: 1 })).toEqual({ version: 1, halls: [], cameras: [] });
    const minimal = siteFrom({ version: 1, halls: [{ id: "h", name: "H", time_zone: "UTC" }] });
    expect(viewsOf(minimal)).toEqual([]);
    expect(edits.cameraAdded({ id: "c", main: "usb:0" })(minimal).cameras).toHaveLength(1);
  });
});

describe("an edit", () => {
  it.each<[string, edits.Edit, string[]]>([
    ["a view removed", edits.viewRemoved("side"), ["1@c"]],
    ["a counter removed", edits.counterRemoved("1"), ["side"]],
    ["a camera removed", edits.cameraRemoved("c"), []],
    ["a further view", edits.viewAdded("2", "d", { staff: ZONE }, "full"), ["1@c", "side", "2@d"]],
    ["a second view by the same camera", edits.viewAdded("1", "c", { staff: ZONE }, "full"), ["1@c", "1@c-2", "side"]],
  ])("%s", (_name, edit, expected) => {
    expect(ids(edit(SITE))).toEqual(expected);
  });

  it("changes zones and leaves all else as it was", () => {
    const after = edits.zonesChanged("side", { staff: OTHER }, "full")(SITE);
    expect(viewsOf(after)[1]?.view).toEqual({ camera: "c", id: "side", covers: "full", zones: { staff: OTHER } });
    expect(viewsOf(after)[0]?.counter).toEqual(SITE.halls[0]?.counters?.[0]);
    expect(after["notify"]).toEqual(SITE["notify"]);
  });

  it("takes a counter out of its groups", () => {
    expect(edits.counterRemoved("2")(SITE).halls[0]?.groups).toEqual([{ id: "g", counters: ["1"], minimum_open: 1 }]);
    const none = edits.all(edits.counterRemoved("1"), edits.counterRemoved("2"))(SITE);
    expect(none.halls[0]?.groups).toEqual([]);
  });

  it.each<[string, edits.Edit]>([
    ["a view", edits.zonesChanged("gone", {}, "full")],
    ["a counter", edits.viewAdded("gone", "c", {}, "full")],
    ["a hall's name", edits.hallRenamed("gone", "x")],
    ["a camera's address", edits.cameraChanged("gone", { main: "usb:1" })],
    ["a counter's name", edits.counterRenamed("gone", "x")],
    ["a hall", edits.counterAdded("gone", { id: "x", name: "x" })],
  ])("of %s that is gone is told", (_name, edit) => {
    expect(() => edit(SITE)).toThrow(edits.Vanished);
  });

  it.each([
    ["Über Tür 7", "cam", "u-ber-tu-r-7"],
    ["7号窗口", "window", "7"],
    ["窗口", "window", "window-1"],
    ["窗口", "cam", "cam-2"],
    ["1", "window", "1-2"],
  ])("gives %s an id", (name, otherwise, expected) => {
    expect(edits.idFor(name, otherwise, SITE)).toBe(expected);
  });
});

describe("what a camera sees", () => {
  const placing: Placing = { ...firstPlacing(SITE, "Asia/Shanghai"), camera: "Door", counterName: "Three" };
  const drawn = { zones: { staff: ZONE }, covers: "full" as const, camera: { address: "rtsp://a/b" } };

  it("is added whole: camera, counter and view", () => {
    const after = placed(placing, drawn)(SITE);
    expect(after.cameras[1]).toEqual({ id: "door", name: "Door", main: "rtsp://a/b" });
    expect(ids(after)).toEqual(["1@c", "side", "three@door"]);
  });
  it("is added to a counter that is there", () => {
    expect(ids(placed({ ...placing, counter: "2" }, drawn)(SITE))).toEqual(["1@c", "side", "2@door"]);
  });
  it("is added to a new hall, with ids of their own though names are the same", () => {
    const same = { ...placing, hall: NEW, hallName: "Door", counterName: "Door" };
    const after = placed(same, drawn)(SITE);
    expect(after.halls[1]).toMatchObject({ id: "door-2", time_zone: "Asia/Shanghai" });
    expect(ids(after)).toEqual(["1@c", "side", "door-3@door"]);
  });
  it.each<[Partial<Placing>, string[]]>([
    [{}, []],
    [{ camera: " " }, ["camera"]],
    [{ counterName: "" }, ["counterName"]],
    [{ counterName: "", counter: "1" }, []],
    [{ hall: NEW, counter: "1", counterName: "" }, ["hallName", "counterName"]],
  ])("with %j lacks %j", (change, expected) => {
    expect(placingFaults({ ...placing, ...change }, true)).toEqual(expected);
  });
});

describe("what somebody else changed", () => {
  it.each<[string, edits.Edit, string[]]>([
    ["nothing", (site) => site, []],
    ["zones", edits.zonesChanged("side", { staff: OTHER }, "part"), ["view changed side"]],
    ["a name", edits.counterRenamed("2", "Deux"), ["counter changed 2"]],
    ["a camera", edits.cameraRemoved("c"), ["view removed 1@c", "view removed side", "camera removed c"]],
    ["a hall", edits.hallAdded({ id: "n", name: "N", time_zone: "UTC" }), ["hall added n"]],
    ["something else", (site) => ({ ...site, limits_version: 4 }), ["rest changed "]],
  ])("%s", (_name, edit, expected) => {
    expect(differences(SITE, edit(SITE)).map(({ what, how, id }) => `${what} ${how} ${id}`)).toEqual(expected);
  });
});

describe("names", () => {
  it.each([
    ["a", "a"],
    [{ zh: "z", en: "e" }, "e"],
    [{ zh: "z" }, "z"],
    [null, "id"],
  ])("%j is %s in English", (name, expected) => {
    expect(nameIn(name, "en", "id")).toBe(expected);
  });
});

describe("an address", () => {
  it.each([
    ["rtsp://u:p@h/s", "rtsp://h/s", "u", "p"],
    ["rtsp://u:p@q/:r@h:554/s", "rtsp://h:554/s", "u", "p@q/:r"],
    ["rtsp://u:p%40q@h/s", "rtsp://h/s", "u", "p@q"],
    ["rtsp://u@h", "rtsp://h", "u", ""],
    ["rtsp://h/s", "rtsp://h/s", "", ""],
    ["usb:0", "usb:0", "", ""],
  ])("%s is taken apart", (address, rest, user, password) => {
    expect(separated({ address, user: "", password: "" })).toEqual({ address: rest, user, password });
  });
  it.each([
    ["rtsp://h/s", "u", "p@/: %", "rtsp://u:p%40%2F%3A%20%25@h/s"],
    ["rtsp://h/s", "u", "", "rtsp://u@h/s"],
    ["rtsp://h/s", "", "p", "rtsp://h/s"],
    ["usb:0", "u", "p", "usb:0"],
  ])("%s of %s is put together", (address, user, password, whole) => {
    expect(joined({ address, user, password })).toBe(whole);
  });
  it.each([
    ["", "empty"],
    ["  ", "empty"],
    ["rtsp://", "form"],
    ["192.0.2.7", "form"],
    ["usb:", "form"],
    ["ftp://h/f", "form"],
    ["rtsps://h:322/s", null],
    ["/films/a.mp4", null],
    ["usb:1", null],
    ["scene:demo", null],
  ])("%j has the fault %s", (address, fault) => {
    expect(addressFault(address)).toBe(fault);
  });
});

describe("a camera that is edited", () => {
  const camera = { id: "c", name: "Door", main: "rtsp://***@h/main", kept: 1 };
  const first = firstWritten(camera);

  it("shows nothing of its user and password", () => {
    expect(first).toEqual({ zh: "Door", en: "Door", main: "rtsp://h/main", sub: "", user: "", password: "" });
  });
  it.each<[string, Partial<CameraWritten>, unknown]>([
    ["nothing: what is hidden stays", {}, { main: camera.main, sub: null }],
    ["its user", { user: "u", password: "p" }, { main: "rtsp://u:p@h/main", sub: null }],
    ["its address, not its user", { main: "rtsp://other/main" }, "user"],
    ["a sub-stream, no user for it", { sub: "rtsp://h/sub" }, "user"],
    ["all of it", { main: "rtsp://u:p@x/1", sub: "rtsp://x/2" }, { main: "rtsp://u:p@x/1", sub: "rtsp://u:p@x/2" }],
    ["to one that wants no user", { main: "usb:0" }, { main: "usb:0", sub: null }],
    ["to none", { main: "" }, "main"],
    ["a sub-stream that is none", { sub: "h" }, "sub"],
  ])("in %s", (_name, change, expected) => {
    expect(addressesOf(camera, { ...first, ...change })).toEqual(expected);
  });
  it("keeps what this page does not edit, and loses a sub-stream that is gone", () => {
    const site = { ...SITE, cameras: [{ ...camera, sub: "rtsp://h/sub" }] };
    const after = edits.cameraChanged("c", { name: "Gate", main: "usb:1", sub: null })(site);
    expect(after.cameras).toEqual([{ id: "c", name: "Gate", main: "usb:1", kept: 1 }]);
  });
  it("a hall gets its name", () => {
    expect(edits.hallRenamed("h", "New")(SITE).halls[0]).toEqual({ ...SITE.halls[0], name: "New" });
  });
});

describe("a counter is starting", () => {
  const counter = { live: "blind", settled: "blind", since_ms: 1_000, coverage_s: { blind: 3 } } as unknown as Counter;
  it.each<[string, Partial<Counter>, number, boolean]>([
    ["when it was just saved", {}, 0, true],
    ["no longer than that", {}, STARTING_MS, false],
    ["not once it is judged", { live: "present" }, 0, false],
    ["not when it was judged before", { coverage_s: { absent: 9, blind: 3 } }, 0, false],
  ])("%s", (_name, change, laterMs, expected) => {
    expect(starting({ ...counter, ...change }, 1_000 + laterMs)).toBe(expected);
  });
});
