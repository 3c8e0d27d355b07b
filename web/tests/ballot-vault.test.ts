import assert from "node:assert/strict";
import test from "node:test";
import { newKey, pack, unpack } from "../ballot/vault.ts";

const DRAFT = { stop: 3, typed: { 进度: "88.5" } };

test("what is packed cannot be read without the key and comes back the same", async () => {
  const key = await newKey();

  const packed = await pack(DRAFT, key);

  assert.ok(key && !key.extractable && "sealed" in packed);
  assert.equal(Buffer.from(packed.sealed).includes("88.5"), false);
  assert.deepEqual(await unpack(packed, key), DRAFT);
  await assert.rejects(unpack(packed, null), /key that is gone/);
  await assert.rejects(unpack(packed, await newKey()));
});

test("without a key it lies open and still comes back", async () => {
  assert.deepEqual(await unpack(await pack(DRAFT, null), null), DRAFT);
});
