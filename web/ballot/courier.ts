// Carries kept ballots to the server until each has its receipt.
import type { BatchAnswer } from "./contract.ts";
import { type Kept, TICK_MS, afterAnswer, nextBatch, readAnswer, waitAfter } from "./queue.ts";

export type Outcome =
  | { kind: "answered"; answer: BatchAnswer }
  /** Offline, a time-out, a captive portal, a fault of the server: the ballots wait. */
  | { kind: "no-answer"; retryAfterMs: number | null }
  /** The token is dead: only the office can help. */
  | { kind: "dead" };

const PATIENCE_MS = 60_000;

/** Sends bodies as they are; whatever is not our server's own answer is no answer. */
export async function post(address: string, bodies: readonly string[]): Promise<Outcome> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ballots: bodies }),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status === 401) {
      return { kind: "dead" };
    }
    const answer = response.ok ? readAnswer(await response.text()) : null;
    return answer ? { kind: "answered", answer } : { kind: "no-answer", retryAfterMs: askedToWait(response) };
  } catch {
    return { kind: "no-answer", retryAfterMs: null };
  }
}

function askedToWait(response: Response): number | null {
  const seconds = Number(response.headers.get("Retry-After") ?? "");
  return seconds > 0 ? Math.min(seconds, 120) * 1000 : null;
}

export type Wiring = {
  address: string;
  publicKey: () => string;
  ballots: () => Promise<Kept[]>;
  settle: (ballots: Kept[]) => Promise<void>;
  /** Called after every change and every attempt. */
  report: (state: "sending" | "idle" | "waiting" | "dead") => void;
};

/** One errand at a time; wakes on `online`, on coming back to the page, every half minute, and when told. */
export class Courier {
  readonly #wiring: Wiring;
  #failures = 0;
  #timer = 0;
  #running = false;
  #again = false;

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
  }

  start(): void {
    const wake = () => void this.send();
    window.addEventListener("online", wake);
    window.addEventListener("focus", wake);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
    window.setInterval(wake, TICK_MS);
    wake();
  }

  /** Send all that waits; told again while it is at it, it looks once more. */
  async send(): Promise<void> {
    this.#again = true;
    if (this.#running) {
      return;
    }
    this.#running = true;
    window.clearTimeout(this.#timer);
    try {
      while (this.#again) {
        this.#again = false;
        await this.#sendAll();
      }
    } finally {
      this.#running = false;
    }
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const batch = nextBatch(await this.#wiring.ballots());
      if (batch.length === 0) {
        this.#wiring.report("idle");
        return;
      }
      this.#wiring.report("sending");
      const outcome = await post(this.#wiring.address, batch.map((ballot) => ballot.body));
      if (outcome.kind === "dead") {
        this.#wiring.report("dead");
        return;
      }
      if (outcome.kind === "no-answer" || !(await this.#settled(batch, outcome.answer))) {
        this.#tryLater(outcome.kind === "no-answer" ? outcome.retryAfterMs : null);
        return;
      }
      this.#failures = 0;
    }
  }

  /** Whether the answer moved anything; one that does not must not be asked for again at once. */
  async #settled(batch: Kept[], answer: BatchAnswer): Promise<boolean> {
    const after = afterAnswer(batch, answer, this.#wiring.publicKey());
    const moved = after.filter((ballot) => ballot.state !== "kept");
    await this.#wiring.settle(moved);
    return moved.length > 0;
  }

  #tryLater(askedMs: number | null): void {
    const wait = askedMs ?? waitAfter(this.#failures, Math.random());
    this.#failures += 1;
    this.#timer = window.setTimeout(() => void this.send(), wait);
    this.#wiring.report("waiting");
  }
}
