import assert from "node:assert/strict";
import { test } from "node:test";

import { moved, placeIn } from "../behaviour/board.ts";

const ROWS = [0, 3, 0];

test("a step reveals one row, then turns the slide", () => {
  let at = { slide: 0, shown: 0 };
  const path = [1, 2, 3, 4, 5, 6].map(() => (at = moved(ROWS, at, "next")));

  assert.deepEqual(
    path.map((place) => `${place.slide}.${place.shown}`),
    ["1.0", "1.1", "1.2", "1.3", "2.0", "2.0"],
  );
});

test("a step back hides the last row, then shows the slide before as it was left", () => {
  assert.deepEqual(moved(ROWS, { slide: 1, shown: 2 }, "previous"), { slide: 1, shown: 1 });
  assert.deepEqual(moved(ROWS, { slide: 2, shown: 0 }, "previous"), { slide: 1, shown: 3 });
  assert.deepEqual(moved(ROWS, { slide: 0, shown: 0 }, "previous"), { slide: 0, shown: 0 });
});

test("all rows of the slide at once", () => {
  assert.deepEqual(moved(ROWS, { slide: 1, shown: 1 }, "all"), { slide: 1, shown: 3 });
});

test("an address leads back to its place and never past the slides", () => {
  assert.deepEqual(placeIn("#1.2", ROWS), { slide: 1, shown: 2 });
  assert.deepEqual(placeIn("#9.9", ROWS), { slide: 2, shown: 0 });
  assert.deepEqual(placeIn("#content", ROWS), { slide: 0, shown: 0 });
  assert.deepEqual(placeIn("", ROWS), { slide: 0, shown: 0 });
});
