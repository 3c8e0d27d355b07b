// What the phone keeps: drafts at every tap, finished ballots with their receipts, the sheet.
import Dexie, { type Table } from "dexie";
import type { Sheet } from "./contract.ts";
import type { Kept } from "./queue.ts";
import { type Packed, newKey, pack, unpack } from "./vault.ts";

/** A stop being filled in; `typed` by criterion, `order` for a rank ballot. */
export type Draft = { stop: number; typed: Record<string, string>; order: number[]; skipped: boolean; at: number };

type DraftRow = { stop: number; draft: Packed<Draft> };
type BallotRow = { place?: number; ballotId: string; ballot: Packed<Kept> };
type Setting = { name: string; value: unknown };

/** The key of the rank ballot among drafts, which has no stop. */
export const WHOLE_TOUR = 0;

/** The store could not be opened or written: the juror has to know at once. */
export class StorageTrouble extends Error {}

class Tables extends Dexie {
  readonly drafts!: Table<DraftRow, number>;
  readonly ballots!: Table<BallotRow, number>;
  readonly settings!: Table<Setting, string>;

  constructor(name: string) {
    // A write is only done when it is on the disk: browsers otherwise call it complete while the system still holds it.
    super(name, { chromeTransactionDurability: "strict" });
    this.version(1).stores({ drafts: "stop", ballots: "++place, &ballotId", settings: "name" });
  }
}

/** One juror's store on this device; what is asked of it is done in the order asked. */
export class Store {
  readonly #tables: Tables;
  readonly #tabs: BroadcastChannel;
  #key: CryptoKey | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(tour: number, juror: number) {
    const name = `guanmo-ballot-${tour}-${juror}`;
    this.#tables = new Tables(name);
    this.#tabs = new BroadcastChannel(name);
  }

  /** Told when another tab of the same juror wrote something. */
  whenChanged(act: () => void): void {
    this.#tabs.addEventListener("message", act);
  }

  /** Open, write, read back; throws StorageTrouble where the browser refuses. */
  prove(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#tables.settings.put({ name: "proof", value: Date.now() });
      if (!(await this.#tables.settings.get("proof"))) {
        throw new Error("nothing read back");
      }
      this.#key ??= await this.#oneKey();
    });
  }

  /** The key all tabs use; the first to come makes it. */
  async #oneKey(): Promise<CryptoKey | null> {
    const made = await newKey();
    return this.#tables.transaction("rw", this.#tables.settings, async () => {
      const held = await this.#tables.settings.get("key");
      if (!held) {
        await this.#tables.settings.put({ name: "key", value: made });
      }
      return held ? (held.value as CryptoKey | null) : made;
    });
  }

  sheet(): Promise<Sheet | undefined> {
    return this.#inTurn(async () => (await this.#tables.settings.get("sheet"))?.value as Sheet | undefined);
  }

  keepSheet(sheet: Sheet): Promise<void> {
    return this.#inTurn(async () => void (await this.#tables.settings.put({ name: "sheet", value: sheet })));
  }

  drafts(): Promise<Draft[]> {
    return this.#inTurn(async () => {
      const rows = await this.#tables.drafts.toArray();
      return Promise.all(rows.map((row) => unpack(row.draft, this.#key)));
    });
  }

  keepDraft(draft: Draft): Promise<void> {
    return this.#write(async () => {
      const packed = await pack(draft, this.#key);
      await this.#tables.drafts.put({ stop: draft.stop, draft: packed });
    });
  }

  dropDraft(stop: number): Promise<void> {
    return this.#write(() => this.#tables.drafts.delete(stop));
  }

  /** In the order they were finished. */
  ballots(): Promise<Kept[]> {
    return this.#inTurn(async () => {
      const rows = await this.#tables.ballots.orderBy("place").toArray();
      return Promise.all(rows.map((row) => unpack(row.ballot, this.#key)));
    });
  }

  /** The finished ballot goes in and its draft goes out, both or neither. */
  finish(ballot: Kept): Promise<void> {
    return this.#write(async () => {
      const packed = await pack(ballot, this.#key); // before the transaction, which would not wait for it
      await this.#tables.transaction("rw", this.#tables.ballots, this.#tables.drafts, async () => {
        await this.#tables.ballots.add({ ballotId: ballot.ballotId, ballot: packed });
        await this.#tables.drafts.delete(ballot.stop ?? WHOLE_TOUR);
      });
    });
  }

  /** What an answer made of ballots; their bodies never change. */
  settle(ballots: readonly Kept[]): Promise<void> {
    return this.#write(async () => {
      const packed = await Promise.all(ballots.map((ballot) => pack(ballot, this.#key)));
      await this.#tables.transaction("rw", this.#tables.ballots, async () => {
        for (const [index, { ballotId }] of ballots.entries()) {
          await this.#tables.ballots.where({ ballotId }).modify({ ballot: packed[index]! });
        }
      });
    });
  }

  /** When this phone first learnt of the seal; asking for the first time writes it down. Milliseconds. */
  sealSeen(): Promise<number> {
    return this.#inTurn(async () => {
      const held = await this.#tables.settings.get("sealSeen");
      const at = (held?.value as number | undefined) ?? Date.now();
      await this.#tables.settings.put({ name: "sealSeen", value: at });
      return at;
    });
  }

  /** Marks and ballots go, after the seal; the next opening makes a new key. */
  forget(): Promise<void> {
    return this.#write(async () => {
      await Promise.all([this.#tables.drafts.clear(), this.#tables.ballots.clear()]);
      await this.#tables.settings.delete("key");
      this.#key = null;
    });
  }

  async #write(act: () => PromiseLike<unknown>): Promise<void> {
    await this.#inTurn(act);
    this.#tabs.postMessage("changed");
  }

  #inTurn<T>(act: () => PromiseLike<T>): Promise<T> {
    const done = this.#last.then(() => guarded(act));
    this.#last = done.catch(() => undefined);
    return done;
  }
}

/** What the browser refuses becomes StorageTrouble. */
export async function guarded<T>(act: () => PromiseLike<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new StorageTrouble(error instanceof Error ? error.name : String(error));
  }
}
