import assert from "node:assert/strict";
import test from "node:test";
import { decimalsOf, faultOf, placesOf, press, tapPlace } from "../ballot/marks.ts";

const WHOLE = { least: "60", most: "100", step: "1" };
const HALF = { least: "0", most: "10", step: "0.5" };

function typed(keys: string, scale: typeof WHOLE): string {
  return [...keys].reduce((text, key) => press(text, key === "<" ? "del" : key, scale), "");
}

const typing: [string, typeof WHOLE, string][] = [
  ["88", WHOLE, "88"],
  ["100", WHOLE, "100"],
  ["101", WHOLE, "10"], // 101 is above the scale
  ["88.5", WHOLE, "88"], // whole marks only: neither the point nor what follows
  ["8<9", WHOLE, "9"],
  ["<", WHOLE, ""],
  ["09", HALF, "9"],
  ["8.5", HALF, "8.5"],
  ["8.55", HALF, "8.5"],
  ["10.5", HALF, "10."],
  [".", HALF, ""],
];
for (const [keys, scale, expected] of typing) {
  test(`keys ${keys} give ${expected || "nothing"}`, () => {
    assert.equal(typed(keys, scale), expected);
  });
}

const faults: [string, typeof WHOLE, RegExp][] = [
  ["", WHOLE, /还没有/],
  ["8.", HALF, /没有写完/],
  ["59", WHOLE, /60至100/],
  ["101", WHOLE, /60至100/],
  ["8.3", HALF, /0\.5分为一档/],
  ["60", WHOLE, /^$/],
  ["100", WHOLE, /^$/],
  ["8.5", HALF, /^$/],
  ["0", HALF, /^$/],
];
for (const [text, scale, expected] of faults) {
  test(`mark ${text || "(none)"} of ${scale.least}–${scale.most}: ${expected}`, () => {
    assert.match(faultOf(text, scale), expected);
  });
}

test("decimals come from the step", () => {
  assert.deepEqual(["1", "0.5", "0.25", "1.0"].map(decimalsOf), [0, 1, 2, 0]);
});

test("a second tap takes a unit out of the order", () => {
  assert.deepEqual([3, 1, 3].reduce<number[]>(tapPlace, []), [1]);
});

test("places are known once every unit was tapped", () => {
  assert.equal(placesOf([3, 1], [1, 2, 3]), null);
  assert.deepEqual(placesOf([3, 1, 2], [1, 2, 3]), { "3": 1, "1": 2, "2": 3 });
});
