/** Whether keys typed there are text, or belong to an input method that is still composing. */
function isTyping(event: KeyboardEvent): boolean {
  const at = event.target;
  return (
    event.isComposing ||
    at instanceof HTMLInputElement ||
    at instanceof HTMLTextAreaElement ||
    at instanceof HTMLSelectElement ||
    (at instanceof HTMLElement && at.isContentEditable)
  );
}

function focusSearch(): boolean {
  const search =
    document.querySelector<HTMLInputElement>("main input[type=search]") ??
    document.querySelector<HTMLInputElement>("[data-search]");
  search?.focus();
  search?.select();
  return search !== null;
}

/** The form in focus, or the only one on the page that keeps drafts. */
function formToSubmit(): HTMLFormElement | null {
  const focused = document.activeElement?.closest("form");
  if (focused) {
    return focused;
  }
  const kept = document.querySelectorAll<HTMLFormElement>("form[data-keep]");
  return kept.length === 1 ? (kept[0] ?? null) : null;
}

function goTo(digit: string): boolean {
  const link = document.querySelectorAll<HTMLAnchorElement>(".mainnav a")[Number(digit) - 1];
  link?.click();
  return link !== undefined;
}

/** `/` searches, Ctrl+S submits, g and a digit opens that entry of the navigation. */
export function listenToKeys(): void {
  let pressedG = 0;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      formToSubmit()?.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) {
      return;
    }
    const afterG = event.timeStamp - pressedG < 1200;
    pressedG = event.key === "g" ? event.timeStamp : 0;
    if ((event.key === "/" && focusSearch()) || (afterG && /^[1-9]$/.test(event.key) && goTo(event.key))) {
      event.preventDefault();
    }
  });
}
