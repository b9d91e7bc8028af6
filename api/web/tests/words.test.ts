import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

import en from "../src/locales/en.json";
import zh from "../src/locales/zh-CN.json";
import { firstLanguage } from "../src/words/i18n";
import { clock, counting, lasting, midnight, moment, shortMoment } from "../src/words/times";

const SOURCE = join(import.meta.dirname, "..", "src");
const SAID = new Set(["title", "label", "aria-label", "placeholder", "alt", "description", "aria-description"]);
const WORD = /\p{L}{2,}/u;

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : /\.tsx?$/.test(path) ? [path] : [];
  });
}

interface Found {
  literals: string[];
  keys: Set<string>;
  beginnings: Set<string>;
}

/** Text that stands in the page itself, and the keys that are asked for: whole ones and beginnings of made ones. */
function read(text: string, name: string): Found {
  const found: Found = { literals: [], keys: new Set(), beginnings: new Set() };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && WORD.test(node.text)) found.literals.push(node.text.trim());
    if (ts.isJsxAttribute(node) && SAID.has(node.name.getText()) && node.initializer !== undefined) {
      const told = node.initializer;
      if (ts.isStringLiteral(told) && WORD.test(told.text)) found.literals.push(told.text);
    }
    if (ts.isJsxExpression(node) && node.expression !== undefined && ts.isStringLiteral(node.expression)) {
      if (!ts.isJsxAttribute(node.parent) && WORD.test(node.expression.text)) found.literals.push(node.expression.text);
    }
    if (ts.isStringLiteral(node)) found.keys.add(node.text);
    if (ts.isTemplateExpression(node)) found.beginnings.add(node.head.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

const all = files(SOURCE).map((path) => ({ path, ...read(readFileSync(path, "utf-8"), path) }));

describe("texts", () => {
  it("stand in both languages, none of them empty", () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    expect([...Object.values(zh), ...Object.values(en)].filter((text) => text.trim() === "")).toEqual([]);
  });

  it("name the same numbers and names in both languages", () => {
    const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
    const differing = Object.keys(en).filter(
      (key) => String(holes(en[key as keyof typeof en])) !== String(holes(zh[key as keyof typeof zh])),
    );
    expect(differing).toEqual([]);
  });

  it("are Chinese where they should be", () => {
    const same = new Set(["product", "metric.none", "language.en"]);
    const untold = Object.entries(zh).filter(([key, text]) => !same.has(key) && !/\p{Script=Han}/u.test(text));
    expect(untold).toEqual([]);
  });

  it("come through the files only", () => {
    const literals = all
      .filter(({ literals }) => literals.length > 0)
      .map(({ path, literals }) => ({ path, literals }));
    expect(literals).toEqual([]);
  });

  it("are all asked for by the page", () => {
    const keys = new Set(all.flatMap((one) => [...one.keys]));
    const beginnings = all.flatMap((one) => [...one.beginnings]).filter((text) => text.includes("."));
    const unused = Object.keys(en).filter((key) => !keys.has(key) && !beginnings.some((text) => key.startsWith(text)));
    expect(unused).toEqual([]);
  });

  it.each([
    ["<p>Hello</p>", ["Hello"]],
    ['<a title="Hello" />', ["Hello"]],
    ['<p>{"Hello"}</p>', ["Hello"]],
    ["<p>{n} · {m}</p>", []],
    ['<a className="hello" />', []],
  ])("would be noticed in %s", (text, expected) => {
    expect(read(`const x = ${text};`, "x.tsx").literals).toEqual(expected);
  });
});

describe("the first language", () => {
  it.each([
    [null, ["zh-TW", "en"], "zh-CN"],
    [null, ["en-GB"], "en"],
    [null, ["fr", "en-US"], "en"],
    [null, ["fr"], "zh-CN"],
    ["en", ["zh-CN"], "en"],
    ["other", ["en"], "en"],
  ])("kept %s, wanted %s", (kept, wanted, expected) => {
    expect(firstLanguage(kept, wanted)).toBe(expected);
  });
});

describe("times", () => {
  const MS = Date.UTC(2026, 2, 1, 2, 2, 13);
  it("are the hall's", () => {
    expect(clock(MS, "Asia/Shanghai")).toBe("10:02:13");
    expect(moment(MS, MS + 86_400_000, "Asia/Shanghai")).toBe("03-01 10:02:13");
    expect(shortMoment(MS, MS + 86_400_000, "Asia/Shanghai")).toBe("03-01 10:02");
    expect(shortMoment(MS, MS, "Asia/Shanghai")).toBe("10:02:13");
  });
  it.each([
    ["Asia/Shanghai", Date.UTC(2026, 1, 28, 16)],
    ["UTC", Date.UTC(2026, 2, 1)],
    ["America/New_York", Date.UTC(2026, 1, 28, 5)],
  ])("begin the day of %s at its midnight", (zone, expected) => {
    expect(midnight(MS, zone)).toBe(expected);
  });
  it("begin a day that changes its clock before that change", () => {
    expect(midnight(Date.UTC(2026, 2, 29, 12), "Europe/Berlin")).toBe(Date.UTC(2026, 2, 28, 23));
  });
  it.each([
    [0, "0:00"],
    [65_999, "1:05"],
    [3_725_000, "1:02:05"],
    [-5, "0:00"],
  ])("count %d ms as %s", (ms, text) => {
    expect(counting(ms)).toBe(text);
  });
  it.each([
    [687_000, "lasting.ms"],
    [8_400, "lasting.s"],
    [3_600_000, "lasting.hms"],
  ])("tell %d ms by %s", (ms, key) => {
    expect(lasting(ms).key).toBe(key);
  });
});
