/** What a half-filled ballot says of itself: how many stops are done, and each stop's total so far. */

function cellsOf(block: ParentNode): HTMLInputElement[] {
  return [...block.querySelectorAll<HTMLInputElement>(".ballot-cell input")];
}

/** The weighted mean of scores, as the rule takes it; empty while one is missing or no number. */
export function weightedMean(scores: readonly string[], weights: readonly number[]): string {
  const numbers = scores.map((score) => (score.trim() === "" ? NaN : Number(score)));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (whole === 0 || numbers.some(Number.isNaN)) {
    return "";
  }
  const sum = numbers.reduce((total, number, n) => total + number * (weights[n] ?? 0), 0);
  return String(Math.round((sum / whole) * 100) / 100);
}

function showTotal(block: HTMLElement, cells: HTMLInputElement[], skipped: boolean): void {
  const weights = cells.map((cell) => Number(cell.dataset["weight"] ?? 0));
  const total = skipped ? "" : weightedMean(cells.map((cell) => cell.value), weights);
  const place = block.querySelector<HTMLElement>(".ballot-total") ?? document.createElement("p");
  place.className = "ballot-total";
  place.textContent = total === "" ? "" : `本点${total}分`;
  block.append(place);
}

function refresh(form: HTMLFormElement): void {
  let asked = 0;
  let done = 0;
  for (const block of form.querySelectorAll<HTMLElement>(".ballot-block:not(.own)")) {
    const cells = cellsOf(block);
    const skipped = block.querySelector<HTMLInputElement>('input[name="skip"]')?.checked ?? false;
    block.classList.toggle("skipped", skipped);
    asked += cells.length;
    done += skipped ? cells.length : cells.filter((cell) => cell.value.trim() !== "").length;
    if (cells.length > 1 && "ballotBlock" in block.dataset) {
      showTotal(block, cells, skipped);
    }
  }
  const count = form.querySelector<HTMLOutputElement>("[data-ballot-count]");
  if (count) {
    count.value = `已填${done}/${asked}`;
  }
}

/** Enter moves to the next empty cell instead of handing in a ballot that is not complete. */
function goOn(form: HTMLFormElement, event: KeyboardEvent): void {
  if (event.key !== "Enter" || event.isComposing || !(event.target instanceof HTMLInputElement)) {
    return;
  }
  const cells = cellsOf(form);
  const here = cells.indexOf(event.target);
  const empty = [...cells.slice(here + 1), ...cells.slice(0, Math.max(here, 0))].find((cell) => cell.value.trim() === "");
  if (here >= 0 && empty) {
    event.preventDefault();
    empty.focus();
  }
}

/** Wires every form marked `data-ballot`. */
export function followBallots(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-ballot]")) {
    form.addEventListener("input", () => refresh(form));
    form.addEventListener("change", () => refresh(form));
    form.addEventListener("keydown", (event) => goOn(form, event));
    refresh(form);
  }
}
