import assert from "node:assert/strict";
import test from "node:test";
import { hashOf, randomId, writeBody } from "../ballot/body.ts";

const given = {
  tour: 3,
  juror: 5,
  stop: 12,
  marks: { 质量: "88.5" },
  skipped: false,
  supersedes: null,
  finishedAt: new Date(Date.UTC(2026, 10, 24, 1, 2, 3, 45)),
  offsetMs: -1200,
};

test("a body is written with its fields in one order", () => {
  assert.equal(
    writeBody("0f".repeat(16), "ab".repeat(16), given),
    '{"v":1,"ballot_id":"' + "0f".repeat(16) + '","tour":3,"juror":5,"stop":12,"marks":{"质量":"88.5"},"skipped":false,' +
      '"nonce":"' + "ab".repeat(16) + '","supersedes":null,"finished_at":"2026-11-24T01:02:03.045Z","offset_ms":-1200}',
  );
});

test("the hash is that of the UTF-8 bytes", () => {
  // printf '观摩' | sha256sum
  assert.equal(hashOf("观摩"), "939cb14a8a7b17b2a6c4abf217018e5ab9daba46713452c24cb1871889d376cf");
});

test("ids are 32 hexadecimal digits, each another", () => {
  const ids = new Set(Array.from({ length: 100 }, () => randomId()));

  assert.equal(ids.size, 100);
  assert.ok([...ids].every((id) => /^[0-9a-f]{32}$/.test(id)));
});
