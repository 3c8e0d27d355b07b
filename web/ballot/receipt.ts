import { ed25519 } from "@noble/curves/ed25519.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { Receipt } from "./contract.ts";

/** What the server signed: one field a line. The same text as guanmo.engines.seal.receipts. */
export function receiptMessage(receipt: Receipt): string {
  return [
    "guanmo-receipt-v1",
    receipt.tour,
    receipt.ballot_id,
    receipt.hash,
    receipt.sequence,
    receipt.received_at,
    receipt.late ? 1 : 0,
  ].join("\n");
}

/** Whether this receipt is the server's, and for exactly this ballot. Only then may the phone say 已送达. */
export function isReceiptFor(
  receipt: Receipt | undefined,
  ballot: { ballotId: string; hash: string; tour: number },
  publicKey: string,
): receipt is Receipt {
  if (
    receipt === undefined ||
    receipt.ballot_id !== ballot.ballotId ||
    receipt.hash !== ballot.hash ||
    receipt.tour !== ballot.tour
  ) {
    return false;
  }
  try {
    return ed25519.verify(fromBase64(receipt.signature), utf8ToBytes(receiptMessage(receipt)), fromBase64(publicKey), {
      zip215: false,
    });
  } catch {
    return false; // not base64, or not of a signature's length
  }
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
