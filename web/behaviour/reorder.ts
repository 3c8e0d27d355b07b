/** Rows of a table marked `data-reorder` move with Alt and the arrow keys; their numbers follow. */

function number(table: HTMLTableElement): void {
  table.querySelectorAll<HTMLInputElement>("tbody .place input").forEach((place, n) => {
    place.value = String(n + 1);
  });
}

export function moveRows(): void {
  document.addEventListener("keydown", (event) => {
    const place = event.target;
    if (!event.altKey || !(place instanceof HTMLInputElement) || !["ArrowUp", "ArrowDown"].includes(event.key)) {
      return;
    }
    const table = place.closest<HTMLTableElement>("table[data-reorder]");
    const row = place.closest("tr");
    const beside = event.key === "ArrowUp" ? row?.previousElementSibling : row?.nextElementSibling;
    if (!table || !row) {
      return;
    }
    event.preventDefault();
    if (beside) {
      event.key === "ArrowUp" ? beside.before(row) : beside.after(row);
      number(table);
      place.focus();
      place.select();
    }
  });
}
