// What the phone and the server say to each other. The server's half: observation/sync_views.py.

/** A criterion of the rule; its weight as text, so that no digit is lost. */
export type Criterion = { name: string; weight: string };

export type Scale = { least: string; most: string; step: string };

export type SheetStop = {
  id: number;
  order: number;
  name: string;
  unit: { id: number; name: string };
  /** False where the rule leaves this juror's mark out; `reason` says why. */
  asked: boolean;
  reason: string;
};

export type Scope = { name: string; units: { id: number; name: string }[] };

/** The ballot the server counts now for a stop (or for the rank ballot, where `stop` is null). */
export type Head = { stop: number | null; ballot_id: string; hash: string; sequence: number };

/** After the seal: what of this juror's ballots was counted, as the published bundle lists it. */
export type Seal = { hash: string; counted: { stop: number | null; hash: string }[] };

export type Sheet = {
  version: number;
  tour: { id: number; name: string; held_on: string; state: "preparing" | "open" | "closed" | "sealed" };
  juror: { id: number; name: string; group: string };
  server_time: string;
  key: { algorithm: "Ed25519"; public: string };
  mode: "marks" | "grades" | "ranks";
  scale: Scale | null;
  grades: { word: string; score: string }[] | null;
  criteria: Criterion[];
  may_skip: boolean;
  stops: SheetStop[];
  scopes: Scope[];
  heads: Head[];
  /** Missing in sheets a phone kept before it was told. */
  seal?: Seal | null;
};

export type Receipt = {
  ballot_id: string;
  hash: string;
  tour: number;
  sequence: number;
  received_at: string;
  late: boolean;
  signature: string;
};

export type ItemAnswer = {
  ballot_id: string;
  status: 201 | 200 | 409 | 410 | 422;
  receipt?: Receipt;
  code?: string;
  message?: string;
  head?: string;
};

export type BatchAnswer = { results: ItemAnswer[]; server_time: string };

/** What a juror gives: a text by criterion ("" where the rule has none), or a place by unit. */
export type Marks = Record<string, string> | Record<string, number>;
