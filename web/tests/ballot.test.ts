import assert from "node:assert/strict";
import { test } from "node:test";

import { weightedMean } from "../behaviour/ballot.ts";

test("a stop's total is the weighted mean", () => {
  assert.equal(weightedMean(["90", "80"], [60, 40]), "86");
  assert.equal(weightedMean(["88.5", "90", "85", "92"], [30, 25, 25, 20]), "88.7");
});

test("a total waits for the last score", () => {
  assert.equal(weightedMean(["90", ""], [60, 40]), "");
  assert.equal(weightedMean(["90", "八十"], [60, 40]), "");
});

test("without weights there is no total", () => {
  assert.equal(weightedMean(["90"], [0]), "");
});
