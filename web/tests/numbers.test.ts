import assert from "node:assert/strict";
import test from "node:test";
import { tidyNumber } from "../behaviour/numbers.ts";

const cases: [string, string][] = [
  ["１２３４．５", "1234.5"],
  ["1,234,567.8", "1234567.8"],
  ["１，２３４", "1234"],
  [" 12 345 ", "12345"],
  ["－3", "-3"],
  ["12。5", "12.5"],
  ["1,23", "1,23"], // no thousands separator: left for the server to ask about
  ["约3000", "约3000"],
  ["1.2亿", "1.2亿"],
  ["", ""],
];

for (const [typed, expected] of cases) {
  test(`a number is tidied: “${typed}”`, () => {
    assert.equal(tidyNumber(typed), expected);
  });
}
