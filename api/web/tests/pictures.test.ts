import { describe, expect, it } from "vitest";

import { csrfToken } from "../src/api/client";
import { pictureAddress } from "../src/pictures/changePictures";
import { shownAs } from "../src/pictures/useLivePicture";
import { boundaryOf, PartReader } from "../src/pictures/multipart";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const text = (part: Uint8Array) => String.fromCharCode(...part);

const WITH_LENGTH = "--b\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\n\r\nab-c\r\n";
const WITHOUT = "--b\r\nContent-Type: image/jpeg\r\n\r\nxyz\r\n";

describe("parts of a live picture", () => {
  it.each([1, 3, 7, 1000])("come whole, %d bytes at a time", (size) => {
    const whole = WITH_LENGTH + WITHOUT + WITH_LENGTH;
    const reader = new PartReader("b");
    const parts: string[] = [];
    for (let at = 0; at < whole.length; at += size) {
      parts.push(...reader.feed(bytes(whole.slice(at, at + size))).map((part) => text(part.body)));
    }
    expect(parts).toEqual(["ab-c", "xyz", "ab-c"]);
  });

  it("carry their headers", () => {
    const [part] = new PartReader("b").feed(bytes(WITH_LENGTH));
    expect(part?.headers).toEqual({ "content-type": "image/jpeg", "content-length": "4" });
  });

  it("wait for the rest", () => {
    expect(new PartReader("b").feed(bytes(WITHOUT))).toEqual([]);
  });

  it.each([
    ["multipart/x-mixed-replace; boundary=frame", "frame"],
    ['multipart/x-mixed-replace;boundary="--frame"', "frame"],
    ["application/json", null],
    [null, null],
  ])("of %s", (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary);
  });
});

describe("a live picture is as old as", () => {
  it.each([
    ["its arrival, where nothing is told", undefined, 500],
    ["its arrival, for a clock that differs a little", "92000", 500],
    ["its arrival, for one that is ahead", "900000", 500],
    ["what is told, where that is long ago", "40000", 500 - 60_000],
  ])("%s", (_name, header, expected) => {
    expect(shownAs(header, 100_000, 500)).toBe(expected);
  });
});

describe("pictures of changes", () => {
  it("have an address of their own", () => {
    expect(pictureAddress({ view: "7@cam 1", at_ms: 5 })).toBe("/api/v1/views/7%40cam%201/pictures/5");
  });
});

describe("the token of a session", () => {
  it.each([
    ["", undefined],
    ["a=1; onpost_csrf=x%3Dy; b=2", "x=y"],
    ["not_onpost_csrf=1", undefined],
  ])("in %s", (cookies, token) => {
    expect(csrfToken(cookies)).toBe(token);
  });
});
