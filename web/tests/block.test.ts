import assert from "node:assert/strict";
import test from "node:test";
import { readBlock } from "../behaviour/block.ts";

const cases: [string, string, string[][]][] = [
  ["one cell", "12", [["12"]]],
  ["a row", "12\t澜东县\t", [["12", "澜东县", ""]]],
  ["rows with the closing line end spreadsheets add", "1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]],
  ["an empty row between", "1\n\n3", [["1"], [""], ["3"]]],
  ["a cell with a line end and quotes", '"一\n""二"""\t3\n', [["一\n\"二\"", "3"]]],
  ["nothing", "", [[""]]],
];

for (const [what, text, expected] of cases) {
  test(`a block is read: ${what}`, () => {
    assert.deepEqual(readBlock(text), expected);
  });
}
