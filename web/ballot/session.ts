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
  /** What the store refused and only this page holds: drafts by subject, ballots by id. */
  readonly #looseDrafts = new Set<number>();
  readonly #looseBallots = new Set<string>();

  constructor(sheet: Sheet, store: Store) {
    this.sheet = sheet;
    this.store = store;
  }

  /** What the store holds, beside what only this page holds. */
  async load(): Promise<void> {
    const [drafts, ballots] = [await this.store.drafts(), await this.store.ballots()];
    for (const key of [...this.#drafts.keys()].filter((key) => !this.#looseDrafts.has(key))) {
      this.#drafts.delete(key);
    }
    for (const draft of drafts.filter(({ stop }) => !this.#looseDrafts.has(stop))) {
      this.#drafts.set(draft.stop, draft);
    }
    this.ballots = [...ballots, ...this.ballots.filter(({ ballotId }) => this.#looseBallots.has(ballotId))];
  }

  /** A newer sheet: an answer of the server may have told of a later head than it does. */
  async renew(sheet: Sheet): Promise<void> {
    const newest = new Map<number | null, Head>();
    for (const head of [...sheet.heads, ...this.sheet.heads]) {
      const known = newest.get(head.stop);
      if (!known || head.sequence > known.sequence) {
        newest.set(head.stop, head);
      }
    }
    this.sheet = { ...sheet, heads: [...newest.values()] };
    await this.store.keepSheet(this.sheet);
  }

  /** Whether new ballots make sense at all. */
  takesBallots(): boolean {
    return this.sheet.tour.state === "open" || this.sheet.tour.state === "closed";
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
    this.#looseDrafts.add(draft.stop);
    await this.store.keepDraft(draft);
    this.#looseDrafts.delete(draft.stop);
  }

  async dropDraft(key: number): Promise<void> {
    this.#drafts.delete(key);
    this.#looseDrafts.delete(key);
    await this.store.dropDraft(key);
  }

  /** Whether something finished or typed lives in this page only. */
  hasLoose(): boolean {
    const undelivered = this.ballots.some(({ ballotId, state }) => this.#looseBallots.has(ballotId) && state === "kept");
    return undelivered || this.#looseDrafts.size > 0;
  }

  /** Tries again to store what the store refused. */
  async keepLoose(): Promise<void> {
    for (const ballot of this.ballots.filter(({ ballotId }) => this.#looseBallots.has(ballotId))) {
      await this.store.finish(ballot);
      this.#looseBallots.delete(ballot.ballotId);
    }
    for (const draft of [...this.#looseDrafts].map((key) => this.draft(key))) {
      await this.keepDraft(draft);
    }
  }

  word(subject: Subject): Word {
    const last = this.last(subject);
    if (!last) {
      return this.otherHead(subject) ? "已送达" : "未完成";
    }
    const loose = this.#looseBallots.has(last.ballotId) && last.state === "kept";
    return loose ? "未完成" : wordFor(subject.stop, this.ballots);
  }

  last(subject: Subject): Kept | undefined {
    return lastOf(subject.stop, this.ballots);
  }

  /** The server counts a ballot of another device for this subject. */
  otherHead(subject: Subject): Head | undefined {
    const mine = new Set(this.ballots.map((ballot) => ballot.ballotId));
    return this.sheet.heads.find((head) => head.stop === subject.stop && !mine.has(head.ballot_id));
  }

  /** The hash of the ballot that was counted for this subject, "" where none was; null before the seal. */
  counted(subject: Subject): string | null {
    const seal = this.sheet.seal;
    return seal ? (seal.counted.find(({ stop }) => stop === subject.stop)?.hash ?? "") : null;
  }

  /** What still has to be given before the ballot can be finished; empty when it is whole. */
  fault(subject: Subject): string {
    const draft = this.draft(subject.key);
    if (draft.skipped) {
      return "";
    }
    if (this.sheet.mode === "ranks") {
      const missing = this.units().length - draft.order.length;
      return missing > 0 ? `还差${missing}个单位` : this.#places(draft) ? "" : "名次没有排好";
    }
    const typed = this.criteria().map(({ name }) => draft.typed[name] ?? "");
    const missing = typed.filter((text) => text === "").length;
    if (missing > 0) {
      return typed.length > 1 ? `还差${missing}项` : this.sheet.mode === "grades" ? "请选等次" : "请评分";
    }
    return typed.map((text) => this.#faultOf(text)).find(Boolean) ?? "";
  }

  #faultOf(text: string): string {
    if (this.sheet.mode === "grades") {
      return this.sheet.grades?.some((grade) => grade.score === text) ? "" : "请选等次";
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

  /**
   * Serialises the ballot once, keeps it durably, and only then returns. Where the store refuses it, StorageTrouble is
   * thrown and the ballot stays in this page: it can still be sent, and goes into the rescue file.
   */
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
    this.ballots = [...this.ballots, ballot];
    this.#looseBallots.add(ballotId);
    this.#drafts.delete(subject.key);
    this.#looseDrafts.delete(subject.key);
    await this.store.finish(ballot);
    this.#looseBallots.delete(ballotId);
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
    // What still waits here arrives before this one does.
    const other = standing?.state === "kept" ? undefined : this.otherHead(subject);
    return other?.ballot_id ?? standing?.ballotId ?? null;
  }

  /** What an answer made of ballots: true at once, a receipt needs no disk; then stored. */
  async settle(settled: readonly Kept[]): Promise<void> {
    const byId = new Map(settled.map((ballot) => [ballot.ballotId, ballot]));
    this.ballots = this.ballots.map((ballot) => byId.get(ballot.ballotId) ?? ballot);
    for (const { stop, receipt } of settled) {
      if (receipt) {
        const head = { stop, ballot_id: receipt.ballot_id, hash: receipt.hash, sequence: receipt.sequence };
        this.sheet.heads = [...this.sheet.heads.filter((other) => other.stop !== stop), head];
      }
    }
    await this.store.settle(settled);
    await this.store.keepSheet(this.sheet);
  }

  /** A finished ballot opened again: its marks become the draft of the correction. */
  async reopen(subject: Subject): Promise<void> {
    const last = this.last(subject);
    if (this.hasDraft(subject.key)) {
      return;
    }
    if (!last) {
      await this.keepDraft({ ...this.draft(subject.key), at: Date.now() }); // the marks are on the other device
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
