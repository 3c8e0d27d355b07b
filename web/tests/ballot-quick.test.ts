import assert from "node:assert/strict";
import test from "node:test";
import { nudge, quickMarks } from "../ballot/marks.ts";

test("quick marks cover the upper part of a hundred in twenty taps", () => {
  const quick = quickMarks({ least: "0", most: "100", step: "1" });

  assert.deepEqual([quick.length, quick[0], quick[1], quick.at(-1)], [20, "100", "98", "62"]);
});

test("quick marks never leave the scale and keep its decimals", () => {
  assert.deepEqual(quickMarks({ least: "1", most: "5", step: "1" }), ["5", "4", "3", "2", "1"]);
  assert.deepEqual(quickMarks({ least: "8", most: "10", step: "0.5" }), ["10.0", "9.5", "9.0", "8.5", "8.0"]);
});

test("a nudge moves one step and stays within the scale", () => {
  const scale = { least: "60", most: "100", step: "0.5" };

  assert.equal(nudge("88", 1, scale), "88.5");
  assert.equal(nudge("60", -1, scale), "60.0");
  assert.equal(nudge("100", 1, scale), "100.0");
  assert.equal(nudge("", 1, { least: "0", most: "100", step: "1" }), "80");
});
