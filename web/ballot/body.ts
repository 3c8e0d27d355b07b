import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Marks } from "./contract.ts";

export type Finished = {
  tour: number;
  juror: number;
  stop: number | null;
  marks: Marks;
  skipped: boolean;
  supersedes: string | null;
  finishedAt: Date;
  offsetMs: number;
};

/** 32 hexadecimal digits nobody can guess; getRandomValues also works on plain-HTTP intranets. */
export function randomId(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes)): string {
  return bytesToHex(random(new Uint8Array(16)));
}

/**
 * The ballot as text, written once: these bytes are kept and always sent again exactly as they are.
 * The nonce makes the hash unguessable, since marks have few values.
 */
export function writeBody(ballotId: string, nonce: string, given: Finished): string {
  return JSON.stringify({
    v: 1,
    ballot_id: ballotId,
    tour: given.tour,
    juror: given.juror,
    stop: given.stop,
    marks: given.marks,
    skipped: given.skipped,
    nonce,
    supersedes: given.supersedes,
    finished_at: given.finishedAt.toISOString(),
    offset_ms: given.offsetMs,
  });
}

/** SHA-256 of the text's UTF-8 bytes, in hexadecimal; crypto.subtle is missing where the site has no HTTPS. */
export function hashOf(body: string): string {
  return bytesToHex(sha256(utf8ToBytes(body)));
}
