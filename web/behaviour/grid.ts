import { tidyNumber } from "./numbers.ts";
import { readBlock } from "./block.ts";

type Cell = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const CELL = "input:not([type=hidden]), select, textarea";

/** The grid's fields as rows; a column is a field's place among the fields of its row. */
function rowsOf(grid: HTMLElement): Cell[][] {
  return [...grid.querySelectorAll("tbody tr")]
    .map((row) => [...row.querySelectorAll<Cell>(CELL)])
    .filter((cells) => cells.length > 0);
}

function placeOf(rows: Cell[][], cell: Cell): [number, number] {
  const row = rows.findIndex((cells) => cells.includes(cell));
  return [row, rows[row]?.indexOf(cell) ?? -1];
}

function go(cell: Cell | undefined): boolean {
  cell?.focus();
  if (cell instanceof HTMLInputElement) {
    cell.select();
  }
  return cell !== undefined;
}

/** Sideways keys leave a cell only from its end, so that the text inside can still be walked through. */
function stepOf(event: KeyboardEvent, cell: Cell): [number, number] | null {
  const text = cell instanceof HTMLInputElement && cell.type !== "checkbox" ? cell : null;
  const whole = text !== null && text.selectionStart === 0 && text.selectionEnd === text.value.length;
  const atStart = !text || whole || text.selectionEnd === 0;
  const atEnd = !text || whole || text.selectionStart === text.value.length;
  const isChoice = cell instanceof HTMLSelectElement;
  switch (event.key) {
    case "Enter":
      return [event.shiftKey ? -1 : 1, 0];
    case "ArrowDown":
      return isChoice ? null : [1, 0];
    case "ArrowUp":
      return isChoice ? null : [-1, 0];
    case "ArrowLeft":
      return atStart ? [0, -1] : null;
    case "ArrowRight":
      return atEnd ? [0, 1] : null;
    default:
      return null;
  }
}

function write(cell: Cell, value: string): void {
  if (cell.disabled || (cell instanceof HTMLInputElement && (cell.readOnly || cell.type === "checkbox"))) {
    return;
  }
  cell.value = "number" in cell.dataset ? tidyNumber(value) : value.trim();
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  cell.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Spreads a block copied from a spreadsheet from `cell` to the right and downwards; what lies outside is left. */
function spread(grid: HTMLElement, cell: Cell, block: string[][]): void {
  const rows = rowsOf(grid);
  const [top, left] = placeOf(rows, cell);
  block.forEach((values, down) => {
    values.forEach((value, across) => {
      const target = rows[top + down]?.[left + across];
      if (target) {
        write(target, value);
      }
    });
  });
}

function tick(box: HTMLInputElement): void {
  if (!box.checked) {
    box.checked = true;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** A row that is typed into is meant to be sent: its box `data-tick` is ticked along. */
function tickRow(cell: HTMLInputElement): void {
  const box = cell.closest("tr")?.querySelector<HTMLInputElement>("[data-tick]");
  if (box) {
    tick(box);
  }
}

/** A table marked `data-grid` is walked with arrows and Enter and takes blocks pasted from a spreadsheet. */
export function openGrids(): void {
  document.addEventListener("keydown", (event) => {
    const cell = event.target instanceof Element ? event.target.closest<Cell>(CELL) : null;
    const grid = cell?.closest<HTMLElement>("[data-grid]");
    if (!cell || !grid || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const step = cell instanceof HTMLTextAreaElement ? null : stepOf(event, cell);
    if (step) {
      const rows = rowsOf(grid);
      const [row, column] = placeOf(rows, cell);
      const moved = go(rows[row + step[0]]?.[column + step[1]]);
      // Enter never submits a grid by accident, not even from its last row.
      if (moved || event.key === "Enter") {
        event.preventDefault();
      }
    }
  });
  document.addEventListener("paste", (event) => {
    const cell = event.target instanceof Element ? event.target.closest<Cell>(CELL) : null;
    const grid = cell?.closest<HTMLElement>("[data-grid]");
    const block = readBlock(event.clipboardData?.getData("text/plain") ?? "");
    if (cell && grid && (block.length > 1 || (block[0]?.length ?? 0) > 1)) {
      event.preventDefault();
      spread(grid, cell, block);
    }
  });
  document.addEventListener("input", (event) => {
    const cell = event.target;
    if (cell instanceof HTMLInputElement && cell.classList.contains("cell")) {
      cell.classList.toggle("changed", cell.value !== cell.defaultValue);
      cell.removeAttribute("aria-invalid");
      tickRow(cell);
    }
  });
  for (const button of document.querySelectorAll<HTMLElement>("[data-tick-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      button.closest("form")?.querySelectorAll<HTMLInputElement>(button.dataset["tickAll"] || "[data-tick]").forEach(tick);
    });
  }
}
