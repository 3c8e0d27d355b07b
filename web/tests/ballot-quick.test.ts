import assert from "node:assert/strict";
import test from "node:test";
import { fineStep, nudge, quickMarks } from "../ballot/marks.ts";

const HUNDRED = { least: "0", most: "100", step: "1" };

test("any whole mark from 100 to 71 is one tap away", () => {
  const quick = quickMarks(HUNDRED);

  assert.deepEqual([quick.length, quick[0], quick[5], quick.at(-1)], [30, "100", "95", "71"]);
});

const scales: [string, string, string, string[], string][] = [
  ["1", "5", "1", ["5", "4", "3", "2", "1"], "1"],
  ["8", "10", "0.5", ["10", "9.5", "9", "8.5", "8"], "0.5"],
  ["0", "100", "0.5", ["100", "99", "98"], "0.5"],
  ["0", "100", "0.01", ["100", "99", "98"], "0.5"],
  ["0", "10", "0.1", ["10", "9.9", "9.8"], "0.1"],
  ["60", "100", "0.25", ["100", "99.5", "99"], "0.25"],
  ["0", "9", "3", ["9", "6", "3", "0"], "3"],
];
for (const [least, most, step, first, fine] of scales) {
  test(`keys of ${least}–${most} by ${step}`, () => {
    const scale = { least, most, step };

    assert.deepEqual(quickMarks(scale).slice(0, first.length), first);
    assert.equal(fineStep(scale), fine);
  });
}

test("a fine adjustment stays within the scale and needs a mark", () => {
  const scale = { least: "60", most: "100", step: "0.5" };

  assert.equal(nudge("88", 1, scale), "88.5");
  assert.equal(nudge("60", -1, scale), "60");
  assert.equal(nudge("100", 1, scale), "100");
  assert.equal(nudge("", 1, HUNDRED), "");
});
