/** A choice of columns applies as soon as its menu closes; the choice stands in the address. */
export function chooseColumns(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-columns]")) {
    let changed = false;
    form.addEventListener("change", () => {
      changed = true;
    });
    form.closest("details")?.addEventListener("toggle", (event) => {
      if (changed && event.target instanceof HTMLDetailsElement && !event.target.open) {
        form.requestSubmit();
      }
    });
  }
}
