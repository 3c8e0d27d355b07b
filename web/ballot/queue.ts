// What becomes of finished ballots: a plain state machine without clock, network or storage.
import type { BatchAnswer, ItemAnswer, Receipt } from "./contract.ts";
import { isReceiptFor } from "./receipt.ts";

/** `kept` waits to be sent; `delivered` has a verified receipt; `refused` needs the juror. */
export type BallotState = "kept" | "delivered" | "refused";

export type Kept = {
  ballotId: string;
  tour: number;
  stop: number | null;
  /** The very text that is sent, however often. */
  body: string;
  hash: string;
  state: BallotState;
  receipt: Receipt | null;
  /** Why it was refused, as code and as a sentence that says what to do. */
  code: string;
  message: string;
};

export const BATCH = 50;
export const TICK_MS = 30_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = TICK_MS;

/** What to send next: the oldest first, so that a correction never overtakes what it corrects. */
export function nextBatch(ballots: readonly Kept[]): Kept[] {
  return ballots.filter((ballot) => ballot.state === "kept").slice(0, BATCH);
}

/** How long to wait after the how-manieth failure in a row: doubling, at most half a minute, half of it by chance. */
export function waitAfter(failures: number, chance: number): number {
  const whole = Math.min(FIRST_WAIT_MS * 2 ** Math.min(failures, 10), LONGEST_WAIT_MS);
  return Math.round(whole / 2 + (whole / 2) * chance);
}

/** Reads an answer as JSON of the right shape; a captive portal's page, or anything else, is no answer. */
export function readAnswer(text: string): BatchAnswer | null {
  try {
    const answer = JSON.parse(text) as Partial<BatchAnswer> | null;
    return answer && Array.isArray(answer.results) ? (answer as BatchAnswer) : null;
  } catch {
    return null;
  }
}

/**
 * The ballots after an answer: each item counts by itself, one that was not answered stays as it was.
 * A receipt that does not verify changes nothing: the ballot is sent again.
 */
export function afterAnswer(ballots: readonly Kept[], answer: BatchAnswer, publicKey: string): Kept[] {
  const items = new Map(answer.results.map((item) => [item.ballot_id, item]));
  return ballots.map((ballot) => {
    const item = items.get(ballot.ballotId);
    return item && ballot.state === "kept" ? settled(ballot, item, publicKey) : ballot;
  });
}

function settled(ballot: Kept, item: ItemAnswer, publicKey: string): Kept {
  if (item.status === 201 || item.status === 200) {
    return isReceiptFor(item.receipt, ballot, publicKey)
      ? { ...ballot, state: "delivered", receipt: item.receipt, code: "", message: "" }
      : ballot;
  }
  if (item.status === 409 || item.status === 410 || item.status === 422) {
    return {
      ...ballot,
      state: "refused",
      code: item.code ?? String(item.status),
      message: item.message ?? "这张票没有被接受，请联系重点办。",
    };
  }
  return ballot;
}

/** The three words of the app, and no other. */
export type Word = "未完成" | "已存本机" | "已送达";

/** What to say about one stop: its last finished ballot decides; a refused one has to be done again. */
export function wordFor(stop: number | null, ballots: readonly Kept[]): Word {
  const last = lastOf(stop, ballots);
  if (!last || last.state === "refused") {
    return "未完成";
  }
  return last.state === "delivered" ? "已送达" : "已存本机";
}

/** The latest ballot of a stop. */
export function lastOf(stop: number | null, ballots: readonly Kept[]): Kept | undefined {
  return ballots.filter((ballot) => ballot.stop === stop).at(-1);
}

/** How many ballots still wait. */
export function waiting(ballots: readonly Kept[]): number {
  return ballots.filter((ballot) => ballot.state === "kept").length;
}

/** A file the office reads in when the phone cannot send: the same bytes under the same ids, so nothing doubles. */
export function rescueFile(tour: number, juror: number, ballots: readonly Kept[]): string {
  return JSON.stringify({ guanmo: "rescue", v: 1, tour, juror, bodies: ballots.map((ballot) => ballot.body) });
}
