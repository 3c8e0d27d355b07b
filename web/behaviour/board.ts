/** The screen of the closing meeting: one slide at a time, its rows revealed from the last to the first. */

/** The slide shown, and how many of its rows. */
export interface Place {
  readonly slide: number;
  readonly shown: number;
}

export type Move = "next" | "previous" | "all";

const MOVES: Readonly<Record<string, Move>> = {
  " ": "next",
  ArrowRight: "next",
  ArrowDown: "next",
  PageDown: "next",
  ArrowLeft: "previous",
  ArrowUp: "previous",
  PageUp: "previous",
  r: "all",
  R: "all",
};

/** Where a move leads, for slides of that many rows; at either end it stays. Going back shows the slide before as it was left. */
export function moved(rows: readonly number[], at: Place, move: Move): Place {
  const here = rows[at.slide] ?? 0;
  if (move === "all") {
    return { slide: at.slide, shown: here };
  }
  if (move === "next") {
    if (at.shown < here) {
      return { slide: at.slide, shown: at.shown + 1 };
    }
    return at.slide + 1 < rows.length ? { slide: at.slide + 1, shown: 0 } : at;
  }
  if (at.shown > 0) {
    return { slide: at.slide, shown: at.shown - 1 };
  }
  return at.slide > 0 ? { slide: at.slide - 1, shown: rows[at.slide - 1] ?? 0 } : at;
}

/** The place an address such as `#2.5` names, kept within the slides; a reload in the hall goes on where it was. */
export function placeIn(hash: string, rows: readonly number[]): Place {
  const [slide = 0, shown = 0] = hash.slice(1).split(".").map((part) => Number.parseInt(part, 10) || 0);
  const within = Math.min(Math.max(slide, 0), Math.max(rows.length - 1, 0));
  return { slide: within, shown: Math.min(Math.max(shown, 0), rows[within] ?? 0) };
}

class Board {
  private readonly root: HTMLElement;
  private at: Place;
  private readonly slides: HTMLElement[];
  private readonly rows: HTMLElement[][];

  constructor(root: HTMLElement) {
    this.root = root;
    this.slides = [...root.querySelectorAll<HTMLElement>("[data-board-slide]")];
    // The last place comes first.
    this.rows = this.slides.map((slide) => [...slide.querySelectorAll<HTMLElement>("[data-board-row]")].reverse());
    this.at = placeIn(location.hash, this.counts());
    root.classList.add("live");
    this.wire();
    this.show();
  }

  get isOn(): boolean {
    return this.root.isConnected;
  }

  press(event: KeyboardEvent): void {
    const onButton = event.target instanceof HTMLButtonElement && event.key === " ";
    if (event.ctrlKey || event.metaKey || event.altKey || onButton) {
      return;
    }
    const move = MOVES[event.key];
    if (move) {
      event.preventDefault();
      this.go(move);
    } else if (event.key === "f" || event.key === "F") {
      this.fill();
    } else if (event.key === "Escape" && !document.fullscreenElement) {
      this.root.querySelector<HTMLAnchorElement>("[data-board-back]")?.click();
    }
  }

  private counts(): number[] {
    return this.rows.map((rows) => rows.length);
  }

  private go(move: Move): void {
    this.at = moved(this.counts(), this.at, move);
    history.replaceState(null, "", `#${this.at.slide}.${this.at.shown}`);
    this.show();
  }

  private fill(): void {
    // The whole document, so that the page swapped in after the seal stays full screen.
    void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen());
  }

  private wire(): void {
    for (const button of this.root.querySelectorAll<HTMLButtonElement>(".board-foot button")) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const move = button.dataset["boardMove"];
        // The focus would make the next press of the space bar press the button again.
        button.blur();
        move === undefined ? this.fill() : this.go(move as Move);
      });
    }
  }

  private show(): void {
    this.slides.forEach((slide, n) => {
      slide.hidden = n !== this.at.slide;
    });
    const rows = this.rows[this.at.slide] ?? [];
    rows.forEach((row, n) => {
      row.classList.toggle("unseen", n >= this.at.shown);
      row.classList.toggle("latest", n === this.at.shown - 1);
    });
    const now = this.slides[this.at.slide]?.querySelector<HTMLElement>("[data-board-now]");
    if (now) {
      now.textContent = rows[this.at.shown - 1]?.dataset["says"] ?? "";
    }
    const page = this.root.querySelector<HTMLElement>("[data-board-page]");
    if (page) {
      page.textContent = `${this.at.slide + 1}/${this.slides.length}`;
    }
  }
}

let open: Board | null = null;

/** Wires the page marked `data-board`; again when another comes in its place. */
export function openBoards(root: ParentNode): void {
  const found = root instanceof HTMLElement && root.matches("[data-board]") ? root : root.querySelector<HTMLElement>("[data-board]");
  if (!found || found.classList.contains("live")) {
    return;
  }
  if (!open) {
    document.addEventListener("keydown", (event) => {
      if (open?.isOn) {
        open.press(event);
      }
    });
  }
  open = new Board(found);
}
