// What the phone keeps: drafts at every tap, finished ballots with their receipts, the sheet.
import Dexie, { type Table } from "dexie";
import type { Sheet } from "./contract.ts";
import type { Kept } from "./queue.ts";

/** A stop being filled in; `typed` by criterion, `order` for a rank ballot. */
export type Draft = { stop: number; typed: Record<string, string>; order: number[]; skipped: boolean; at: number };

type Row = Kept & { place?: number };
type Setting = { name: string; value: unknown };

/** The key of the rank ballot among drafts, which has no stop. */
export const WHOLE_TOUR = 0;

/** The store could not be opened or written: the juror has to know at once. */
export class StorageTrouble extends Error {}

class Tables extends Dexie {
  readonly drafts!: Table<Draft, number>;
  readonly ballots!: Table<Row, number>;
  readonly settings!: Table<Setting, string>;

  constructor(name: string) {
    // A write is only done when it is on the disk: browsers otherwise call it complete while the system still holds it.
    super(name, { chromeTransactionDurability: "strict" });
    this.version(1).stores({ drafts: "stop", ballots: "++place, &ballotId", settings: "name" });
  }
}

/** One juror's store on this device. */
export class Store {
  readonly #tables: Tables;

  constructor(tour: number, juror: number) {
    this.#tables = new Tables(`guanmo-ballot-${tour}-${juror}`);
  }

  /** Open, write, read back; throws StorageTrouble where the browser refuses. */
  async prove(): Promise<void> {
    await guarded(async () => {
      await this.#tables.settings.put({ name: "proof", value: Date.now() });
      if (!(await this.#tables.settings.get("proof"))) {
        throw new Error("nothing read back");
      }
    });
  }

  sheet(): Promise<Sheet | undefined> {
    return guarded(async () => (await this.#tables.settings.get("sheet"))?.value as Sheet | undefined);
  }

  keepSheet(sheet: Sheet): Promise<void> {
    return guarded(async () => void (await this.#tables.settings.put({ name: "sheet", value: sheet })));
  }

  drafts(): Promise<Draft[]> {
    return guarded(() => this.#tables.drafts.toArray());
  }

  keepDraft(draft: Draft): Promise<void> {
    return guarded(async () => void (await this.#tables.drafts.put(draft)));
  }

  /** In the order they were finished. */
  ballots(): Promise<Kept[]> {
    return guarded(() => this.#tables.ballots.orderBy("place").toArray());
  }

  /** The finished ballot goes in and its draft goes out, both or neither. */
  finish(ballot: Kept): Promise<void> {
    return guarded(() =>
      this.#tables.transaction("rw", this.#tables.ballots, this.#tables.drafts, async () => {
        await this.#tables.ballots.add(ballot);
        await this.#tables.drafts.delete(ballot.stop ?? WHOLE_TOUR);
      }),
    );
  }

  /** What an answer made of ballots; their bodies never change. */
  settle(ballots: readonly Kept[]): Promise<void> {
    return guarded(() =>
      this.#tables.transaction("rw", this.#tables.ballots, async () => {
        for (const { ballotId, state, receipt, code, message } of ballots) {
          await this.#tables.ballots.where({ ballotId }).modify({ state, receipt, code, message });
        }
      }),
    );
  }

  /** Everything goes, after the seal. */
  forget(): Promise<void> {
    return guarded(() => this.#tables.delete());
  }
}

async function guarded<T>(act: () => PromiseLike<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new StorageTrouble(error instanceof Error ? error.name : String(error));
  }
}
