import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const WEB = join(import.meta.dirname, "..");

it("the client's types are made from openapi.json: else run tools/page types", () => {
  const made = execFileSync("node_modules/.bin/openapi-typescript", ["openapi.json", "--alphabetize"], { cwd: WEB });
  expect(readFileSync(join(WEB, "src/api/schema.ts"), "utf-8").trim()).toBe(made.toString("utf-8").trim());
});
