// What the thumb taps on: marks of a scale, grades, places.
import type { Scale, Scope, Sheet } from "./contract.ts";
import { h, tap } from "./elements.ts";
import { fineStep, nudge, press, quickMarks, tapPlace } from "./marks.ts";
import type { Draft } from "./store.ts";

/** Where the thumb is on a stop: the criterion asked, the one given last, which keys show, and what can be taken back. */
export type Place = { criterion: number; given: number; digits: boolean; undo: { draft: Draft; criterion: number }[] };

/** Gives a mark to a criterion; `move` goes on to the next that is empty. */
export type Give = (criterion: number, text: string, move: boolean) => void;

export function shownTyped(sheet: Sheet, text: string): string {
  return sheet.grades?.find((grade) => grade.score === text)?.word ?? (text || "—");
}

export function gradePad(grades: { word: string; score: string }[], place: Place, marks: string[], give: Give): HTMLElement {
  const typed = marks[place.criterion] ?? "";
  return h(
    "div",
    { class: "pad pad-grades" },
    ...grades.map((grade) =>
      tap(grade.word, "key", () => give(place.criterion, grade.score, true), { "aria-pressed": String(typed === grade.score) }),
    ),
  );
}

/** One tap gives a mark; the fine keys move the mark given last; 键盘 types any other. */
export function markPad(scale: Scale, place: Place, marks: string[], give: Give, move: (place: Partial<Place>) => void): HTMLElement {
  const typed = marks[place.criterion] ?? "";
  const fine = marks[place.criterion] ? place.criterion : place.given; // after a tap the thumb is on the next, still empty
  const nudged = (steps: 1 | -1) => give(fine, nudge(marks[fine] ?? "", steps, scale), false);
  const nothing = { disabled: !marks[fine] };
  const keys = place.digits
    ? digits().map((key) =>
        tap(key === "del" ? "⌫" : key, "key", () => give(place.criterion, press(typed, key, scale), false), {
          "aria-label": key === "del" ? "退格" : key,
        }),
      )
    : quickMarks(scale).map((mark) =>
        tap(mark, "key", () => give(place.criterion, mark, true), { "aria-pressed": String(typed !== "" && Number(typed) === Number(mark)) }),
      );
  return h(
    "div",
    { class: "pad" },
    h("div", { class: place.digits ? "pad-digits" : "pad-quick" }, ...keys),
    h(
      "div",
      { class: "pad-fine" },
      tap(`−${fineStep(scale)}`, "key", () => nudged(-1), nothing),
      tap(`+${fineStep(scale)}`, "key", () => nudged(1), nothing),
      tap(place.digits ? "点选" : "键盘", "key key-turn", () => move({ digits: !place.digits })),
    ),
  );
}

function digits(): string[] {
  return ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0", "del"];
}

/** Units tapped in the order of their places. */
export function ranking(scope: Scope, order: number[], set: (order: number[]) => void): HTMLElement {
  const inScope = order.filter((unit) => scope.units.some(({ id }) => id === unit));
  return h(
    "fieldset",
    { class: "ranks" },
    h("legend", {}, scope.name ? `${scope.name}：` : "", "从第一名起依次点选，再点一次取消"),
    ...scope.units.map(({ id, name }) => {
      const place = inScope.indexOf(id) + 1;
      return tap(
        h("span", {}, h("b", { class: "place" }, place ? String(place) : ""), name),
        "rank",
        () => set(tapPlace(order, id)),
        { "aria-pressed": String(place > 0) },
      );
    }),
  );
}
