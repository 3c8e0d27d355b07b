import assert from "node:assert/strict";
import test from "node:test";
import { hashOf } from "../ballot/body.ts";
import type { ItemAnswer, Receipt } from "../ballot/contract.ts";
import {
  BATCH, type Kept, afterAnswer, lastOf, nextBatch, readAnswer, rescueFile, waitAfter, waiting, wordFor,
} from "../ballot/queue.ts";
import { isReceiptFor } from "../ballot/receipt.ts";

// Signed by guanmo.engines.seal under the key 00 01 … 1f; tests/engines/seal/test_receipts.py holds the same receipt.
const KEY = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
const ID = "0f".repeat(16);
const BODY = `{"v":1,"ballot_id":"${ID}"}`;
const RECEIPT: Receipt = {
  ballot_id: ID,
  hash: "54e9eef5f5ae5cdfddb211bd1447f73dbb92a42742791586c50d1c1c421c9549",
  tour: 3,
  sequence: 17,
  received_at: "2026-11-24T04:00:00.000001+00:00",
  late: false,
  signature: "UYuk7k7AabGNxGvJq41laZ4ALuGqoj7CayjZRJJ2B5Cmo+70X2Srk/6wSnJqPS5ujoCk18vQDw/l+QtIn1siBQ==",
};

function kept(changes: Partial<Kept> = {}): Kept {
  return {
    ballotId: ID, tour: 3, stop: 12, body: BODY, hash: hashOf(BODY), state: "kept", receipt: null, code: "", message: "",
    ...changes,
  };
}

function answered(item: Omit<ItemAnswer, "ballot_id">, ballot = kept()): Kept {
  const [after] = afterAnswer([ballot], { results: [{ ballot_id: ID, ...item }], server_time: "" }, KEY);
  assert.ok(after);
  return after;
}

test("the server's receipt verifies here", () => {
  assert.equal(isReceiptFor(RECEIPT, kept(), KEY), true);
});

const altered: [string, Partial<Receipt>][] = [
  ["another ballot", { ballot_id: "1f".repeat(16) }],
  ["another hash", { hash: "00".repeat(32) }],
  ["another tour", { tour: 4 }],
  ["another place", { sequence: 18 }],
  ["another moment", { received_at: "2026-11-24T04:00:01+00:00" }],
  ["late", { late: true }],
  ["another signature", { signature: btoa("\0".repeat(64)) }],
  ["a short signature", { signature: "AAAA" }],
  ["no base64", { signature: "?" }],
];
for (const [what, changes] of altered) {
  test(`an altered receipt does not verify: ${what}`, () => {
    assert.equal(isReceiptFor({ ...RECEIPT, ...changes }, kept(), KEY), false);
  });
}

test("a receipt does not verify under another key", () => {
  assert.equal(isReceiptFor(RECEIPT, kept(), btoa("\x01".repeat(32))), false);
});

test("no receipt is none", () => {
  assert.equal(isReceiptFor(undefined, kept(), KEY), false);
});

for (const status of [201, 200] as const) {
  test(`${status} with a receipt that verifies delivers`, () => {
    assert.deepEqual(answered({ status, receipt: RECEIPT }), kept({ state: "delivered", receipt: RECEIPT }));
  });
}

test("201 with a receipt that does not verify delivers nothing", () => {
  assert.deepEqual(answered({ status: 201, receipt: { ...RECEIPT, sequence: 18 } }), kept());
  assert.deepEqual(answered({ status: 201 }), kept());
});

for (const status of [409, 410, 422] as const) {
  test(`${status} refuses and says why`, () => {
    const after = answered({ status, code: "stale", message: "另一台设备已交。" });

    assert.deepEqual([after.state, after.code, after.message], ["refused", "stale", "另一台设备已交。"]);
    assert.match(answered({ status }).message, /联系重点办/);
  });
}

test("a status nobody agreed on changes nothing", () => {
  assert.deepEqual(answered({ status: 500 as 410 }), kept());
});

test("an item not answered, or settled before, stays", () => {
  const other = kept({ ballotId: "aa".repeat(16) });
  const done = kept({ state: "delivered", receipt: RECEIPT });

  const after = afterAnswer([other, done], { results: [{ ballot_id: ID, status: 410 }], server_time: "" }, KEY);

  assert.deepEqual(after, [other, done]);
});

const notAnswers: [string, string][] = [
  ["a captive portal's page", "<!doctype html><title>Wi-Fi 登录</title>"],
  ["nothing", ""],
  ["null", "null"],
  ["another JSON", '{"ok":true}'],
];
for (const [what, text] of notAnswers) {
  test(`no answer: ${what}`, () => {
    assert.equal(readAnswer(text), null);
  });
}

test("an answer is read", () => {
  assert.deepEqual(readAnswer('{"results":[],"server_time":"x"}'), { results: [], server_time: "x" });
});

test("a batch holds the oldest waiting ballots, at most fifty", () => {
  const many = Array.from({ length: 60 }, (_, n) => kept({ ballotId: String(n), state: n % 10 === 0 ? "delivered" : "kept" }));

  const batch = nextBatch(many);

  assert.equal(batch.length, BATCH);
  assert.deepEqual(batch.slice(0, 2).map((ballot) => ballot.ballotId), ["1", "2"]);
  assert.equal(waiting(many), 54);
});

test("waits double up to half a minute, half of it by chance", () => {
  assert.deepEqual([0, 1, 2, 3].map((failures) => waitAfter(failures, 1)), [1000, 2000, 4000, 8000]);
  assert.deepEqual([waitAfter(4, 0), waitAfter(4, 1)], [8000, 16000]);
  assert.deepEqual([waitAfter(99, 0), waitAfter(99, 1)], [15000, 30000]);
});

test("one of three words for each stop, by its last ballot", () => {
  const first = kept({ ballotId: "1", state: "delivered" });
  const correction = kept({ ballotId: "2" });

  assert.equal(wordFor(12, []), "未完成");
  assert.equal(wordFor(12, [first]), "已送达");
  assert.equal(wordFor(12, [first, correction]), "已存本机");
  assert.equal(wordFor(12, [first, kept({ state: "refused" })]), "未完成");
  assert.equal(wordFor(13, [first]), "未完成");
  assert.equal(lastOf(12, [first, correction]), correction);
});

test("the rescue file holds the very bytes", () => {
  assert.deepEqual(JSON.parse(rescueFile(3, 5, [kept()])), { guanmo: "rescue", v: 1, tour: 3, juror: 5, bodies: [BODY] });
});
