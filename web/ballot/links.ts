// Which juror a link belongs to, so that the page opens without a network. Holds no score and no name.
import Dexie, { type Table } from "dexie";
import { guarded } from "./store.ts";

export type Owner = { tour: number; juror: number };

/** As durable as the ballots: what a browser writes lazily (localStorage) is gone when it is killed, and the ballots with it. */
class Links extends Dexie {
  readonly links!: Table<Owner & { path: string }, string>;

  constructor() {
    super("guanmo-ballot-links", { chromeTransactionDurability: "strict" });
    this.version(1).stores({ links: "path" });
  }
}

export function ownerOf(path: string): Promise<Owner | undefined> {
  return guarded(() => new Links().links.get(path));
}

export async function keepOwner(path: string, { tour, juror }: Owner): Promise<void> {
  await guarded(() => new Links().links.put({ path, tour, juror }));
}
