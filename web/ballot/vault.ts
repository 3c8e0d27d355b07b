// Keeps what lies on the phone from being read by whoever picks it up: AES-GCM under a key that cannot leave the browser.
// It does not protect against a rooted phone, and a site without HTTPS has no such key: there it lies open.

export type Packed<T> = { open: T } | { iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer };

const ALGORITHM = "AES-GCM";

/** A key of this browser, or null where it makes none. */
export async function newKey(): Promise<CryptoKey | null> {
  return globalThis.crypto.subtle ? crypto.subtle.generateKey({ name: ALGORITHM, length: 256 }, false, ["encrypt", "decrypt"]) : null;
}

export async function pack<T>(value: T, key: CryptoKey | null): Promise<Packed<T>> {
  if (!key) {
    return { open: value };
  }
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, sealed: await crypto.subtle.encrypt({ name: ALGORITHM, iv }, key, plain) };
}

export async function unpack<T>(packed: Packed<T>, key: CryptoKey | null): Promise<T> {
  if ("open" in packed) {
    return packed.open;
  }
  if (!key) {
    throw new Error("sealed under a key that is gone");
  }
  const plain = await crypto.subtle.decrypt({ name: ALGORITHM, iv: packed.iv }, key, packed.sealed);
  return JSON.parse(new TextDecoder().decode(plain)) as T;
}
