// The ballot of one juror on this phone: what is asked, what is typed, what was finished.
import { hashOf, randomId, writeBody } from "./body.ts";
import type { Head, Marks, Sheet, SheetStop } from "./contract.ts";
import { faultOf, placesOf } from "./marks.ts";
import { type Kept, type Word, lastOf, wordFor } from "./queue.ts";
import { type Draft, type Store, WHOLE_TOUR } from "./store.ts";

/** A stop of the tour, or the whole tour as one thing to put in order. */
export type Subject = { key: number; stop: number | null; title: string; unit: string; order: number };

export class Session {
  sheet: Sheet;
  ballots: Kept[] = [];
  offsetMs = 0;
  readonly store: Store;
  readonly #drafts = new Map<number, Draft>();

  constructor(sheet: Sheet, store: Store) {
    this.sheet = sheet;
    this.store = store;
  }

  async load(): Promise<void> {
    for (const draft of await this.store.drafts()) {
      this.#drafts.set(draft.stop, draft);
    }
    this.ballots = await this.store.ballots();
  }

  /** Everything this juror is asked, in the order of the tour. */
  subjects(): Subject[] {
    if (this.sheet.mode === "ranks") {
      return [{ key: WHOLE_TOUR, stop: null, title: "排名票", unit: "给各单位排名次", order: 1 }];
    }
    return this.sheet.stops.filter((stop) => stop.asked).map(subjectOf);
  }

  notAsked(): SheetStop[] {
    return this.sheet.mode === "ranks" ? [] : this.sheet.stops.filter((stop) => !stop.asked);
  }

  /** A criterion list that is never empty: a rule without criteria asks for one mark. */
  criteria(): { name: string; label: string; weight: string }[] {
    const listed = this.sheet.criteria.map(({ name, weight }) => ({ name, label: name || "得分", weight }));
    return listed.length > 0 ? listed : [{ name: "", label: "得分", weight: "" }];
  }

  units(): { id: number; name: string; scope: string }[] {
    return this.sheet.scopes.flatMap((scope) => scope.units.map((unit) => ({ ...unit, scope: scope.name })));
  }

  draft(key: number): Draft {
    return this.#drafts.get(key) ?? { stop: key, typed: {}, order: [], skipped: false, at: 0 };
  }

  hasDraft(key: number): boolean {
    return this.#drafts.has(key);
  }

  async keepDraft(draft: Draft): Promise<void> {
    this.#drafts.set(draft.stop, draft);
    await this.store.keepDraft(draft);
  }

  word(subject: Subject): Word {
    const other = this.otherHead(subject);
    return other && !lastOf(subject.stop, this.ballots) ? "已送达" : wordFor(subject.stop, this.ballots);
  }

  last(subject: Subject): Kept | undefined {
    return lastOf(subject.stop, this.ballots);
  }

  /** The server counts a ballot of another device for this subject. */
  otherHead(subject: Subject): Head | undefined {
    const mine = new Set(this.ballots.map((ballot) => ballot.ballotId));
    return this.sheet.heads.find((head) => head.stop === subject.stop && !mine.has(head.ballot_id));
  }

  /** What still has to be given before the ballot can be finished; empty when it is whole. */
  fault(subject: Subject): string {
    const draft = this.draft(subject.key);
    if (draft.skipped) {
      return "";
    }
    if (this.sheet.mode === "ranks") {
      return this.#places(draft) ? "" : "还有单位没有排上。";
    }
    for (const { name, label } of this.criteria()) {
      const fault = this.#faultOf(draft.typed[name] ?? "");
      if (fault) {
        return this.sheet.criteria.length > 1 ? `${label}：${fault}` : fault;
      }
    }
    return "";
  }

  #faultOf(text: string): string {
    if (this.sheet.mode === "grades") {
      return this.sheet.grades?.some((grade) => grade.score === text) ? "" : "还没有选等次。";
    }
    return this.sheet.scale ? faultOf(text, this.sheet.scale) : "";
  }

  /** Places within each list of units, all of them tapped. */
  #places(draft: Draft): Record<string, number> | null {
    const found: Record<string, number> = {};
    for (const scope of this.sheet.scopes) {
      const units = scope.units.map((unit) => unit.id);
      const places = placesOf(draft.order.filter((unit) => units.includes(unit)), units);
      if (!places) {
        return null;
      }
      Object.assign(found, places);
    }
    return found;
  }

  /** Serialises the ballot once, keeps it durably, and only then returns. */
  async finish(subject: Subject, now: Date): Promise<void> {
    const draft = this.draft(subject.key);
    const ballotId = randomId();
    const body = writeBody(ballotId, randomId(), {
      tour: this.sheet.tour.id,
      juror: this.sheet.juror.id,
      stop: subject.stop,
      marks: this.#marks(draft),
      skipped: draft.skipped,
      supersedes: this.#supersedes(subject),
      finishedAt: now,
      offsetMs: this.offsetMs,
    });
    const ballot: Kept = {
      ballotId,
      tour: this.sheet.tour.id,
      stop: subject.stop,
      body,
      hash: hashOf(body),
      state: "kept",
      receipt: null,
      code: "",
      message: "",
    };
    await this.store.finish(ballot);
    this.#drafts.delete(subject.key);
    this.ballots = [...this.ballots, ballot];
  }

  #marks(draft: Draft): Marks {
    if (draft.skipped) {
      return {};
    }
    if (this.sheet.mode === "ranks") {
      return this.#places(draft) ?? {};
    }
    return Object.fromEntries(this.criteria().map(({ name }) => [name, draft.typed[name] ?? ""]));
  }

  /** The ballot this one takes the place of: my own last that stands, else another device's. */
  #supersedes(subject: Subject): string | null {
    const standing = this.ballots.filter((ballot) => ballot.stop === subject.stop && ballot.state !== "refused").at(-1);
    return this.otherHead(subject)?.ballot_id ?? standing?.ballotId ?? null;
  }

  async settle(settled: readonly Kept[]): Promise<void> {
    await this.store.settle(settled);
    const byId = new Map(settled.map((ballot) => [ballot.ballotId, ballot]));
    this.ballots = this.ballots.map((ballot) => byId.get(ballot.ballotId) ?? ballot);
    for (const { stop, receipt } of settled) {
      if (receipt && !receipt.late) {
        const head = { stop, ballot_id: receipt.ballot_id, hash: receipt.hash, sequence: receipt.sequence };
        this.sheet.heads = [...this.sheet.heads.filter((other) => other.stop !== stop), head];
      }
    }
    await this.store.keepSheet(this.sheet);
  }

  /** A finished ballot opened again: its marks become the draft of the correction. */
  async reopen(subject: Subject): Promise<void> {
    const last = this.last(subject);
    if (!last || this.hasDraft(subject.key)) {
      return;
    }
    const body = JSON.parse(last.body) as { marks: Marks; skipped: boolean };
    const ranks = this.sheet.mode === "ranks";
    const order = Object.entries(body.marks)
      .sort(([, one], [, other]) => Number(one) - Number(other))
      .map(([unit]) => Number(unit));
    await this.keepDraft({
      stop: subject.key,
      typed: ranks ? {} : Object.fromEntries(Object.entries(body.marks).map(([name, mark]) => [name, String(mark)])),
      order: ranks ? order : [],
      skipped: body.skipped,
      at: Date.now(),
    });
  }
}

function subjectOf(stop: SheetStop): Subject {
  return { key: stop.id, stop: stop.id, title: stop.name, unit: stop.unit.name, order: stop.order };
}
