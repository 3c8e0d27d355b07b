/**
 * Findings beside their text (`data-review`): j and k move, Enter accepts, e opens to mend, x leaves out, u takes the last
 * decision back. The buttons do the work; without script each is an ordinary form.
 */

let last: string | null = null;
let acting: { id: string; verdict: string } | null = null;

function findings(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-review] .finding")];
}

function pieces(id: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-review] .found[data-inside~="${CSS.escape(id)}"]`)];
}

function chosen(): HTMLElement | undefined {
  return document.querySelector<HTMLElement>("[data-review] .finding.is-chosen") ?? undefined;
}

function choose(finding: HTMLElement | undefined): void {
  if (!finding) {
    return;
  }
  document.querySelectorAll("[data-review] .is-chosen").forEach((one) => one.classList.remove("is-chosen"));
  finding.classList.add("is-chosen");
  finding.focus({ preventScroll: true });
  finding.scrollIntoView({ block: "nearest" });
  const marked = pieces(finding.dataset["finding"] ?? "");
  marked.forEach((piece) => piece.classList.add("is-chosen"));
  if (window.matchMedia("(min-width: 981px)").matches) {
    marked[0]?.scrollIntoView({ block: "nearest" });
  }
}

function move(by: number): void {
  const all = findings();
  const at = chosen();
  choose(at ? all[all.indexOf(at) + by] : all.find((one) => one.dataset["state"] === "waiting") ?? all[0]);
}

/** The next that waits, further down first. */
function goOn(from: HTMLElement): void {
  const all = findings();
  const at = all.indexOf(from);
  const next = [...all.slice(at + 1), ...all.slice(0, at)].find((one) => one.dataset["state"] === "waiting");
  choose(next ?? from);
}

function press(finding: HTMLElement | undefined, verdict: string): void {
  finding?.querySelector<HTMLButtonElement>(`button[value="${verdict}"]`)?.click();
}

function takeBack(): void {
  const here = chosen();
  const decided = last ? document.getElementById(`finding-${last}`) : null;
  press(here?.querySelector('button[value="reopen"]') ? here : (decided ?? undefined), "reopen");
}

function key(event: KeyboardEvent): boolean {
  const at = event.target instanceof HTMLElement ? event.target : null;
  if (event.key === "Enter") {
    if (!at?.classList.contains("finding")) {
      return false;
    }
    press(at, "accept");
    return true;
  }
  const acts: Record<string, () => void> = {
    j: () => move(1),
    k: () => move(-1),
    x: () => press(chosen(), "reject"),
    e: () => chosen()?.querySelector<HTMLAnchorElement>("[data-mend]")?.click(),
    u: takeBack,
  };
  const act = acts[event.key];
  act?.();
  return act !== undefined;
}

function typing(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, select");
}

/** A piece looks like the shortest of its findings that was not left out. */
function dress(piece: HTMLElement): void {
  const inside = (piece.dataset["inside"] ?? "").split(" ").map((id) => document.getElementById(`finding-${id}`));
  const shown = inside.find((finding) => finding?.dataset["state"] !== "rejected") ?? inside[0];
  if (shown) {
    const state = piece.classList.contains("is-chosen") ? " is-chosen" : "";
    piece.className = `found found-${shown.dataset["kind"] ?? ""}${state}`;
    piece.dataset["state"] = shown.dataset["state"] ?? "";
    piece.setAttribute("href", `#${shown.id}`);
  }
}

/** What the answer says of a finding goes for its pieces of the text too. */
function follow(id: string): void {
  const finding = document.getElementById(`finding-${id}`);
  if (!finding || !acting) {
    return;
  }
  pieces(id).forEach(dress);
  const { verdict } = acting;
  acting = null;
  const refused = finding.querySelector("[role=alert]") !== null;
  last = verdict === "reopen" || refused ? null : id;
  verdict === "reopen" || refused ? choose(finding) : goOn(finding);
}

export function reviewFindings(): void {
  document.addEventListener("keydown", (event) => {
    if (!document.querySelector("[data-review] .finding") || event.isComposing || typing(event.target)) {
      return;
    }
    if (!event.ctrlKey && !event.metaKey && !event.altKey && key(event)) {
      event.preventDefault();
    }
  });
  document.addEventListener("click", (event) => {
    const at = event.target instanceof Element ? event.target : null;
    const button = at?.closest<HTMLButtonElement>(".finding-acts button");
    const finding = at?.closest<HTMLElement>("[data-review] .finding");
    const piece = at?.closest<HTMLElement>("[data-review] .found[data-inside]");
    if (button && finding) {
      acting = { id: finding.dataset["finding"] ?? "", verdict: button.value };
    } else if (piece) {
      choose(document.getElementById(`finding-${piece.dataset["inside"]?.split(" ")[0] ?? ""}`) ?? undefined);
    } else if (finding && !at?.closest("a")) {
      choose(finding);
    }
  });
  // A refusal comes with the finding as it is now: it is shown like any other answer.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const detail = (event as CustomEvent<{ target: Element; shouldSwap: boolean; isError: boolean }>).detail;
    if (detail.target.closest("[data-review]")) {
      detail.shouldSwap = true;
      detail.isError = false;
    }
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (acting) {
      follow(acting.id);
    }
  });
  const asked = /^#finding-(\d+)$/.exec(location.hash)?.[1];
  const from = asked ? document.getElementById(`finding-${asked}`) : null;
  if (from && document.querySelector("[data-review]")) {
    from.dataset["state"] === "waiting" ? choose(from) : goOn(from);
  }
}
