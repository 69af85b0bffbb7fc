import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { fingerprint, seal, unseal } from "./seal.ts";

const secret = randomBytes(48);

test("what was sealed is read again, and says nothing before", () => {
  const sealed = seal(secret, "mail", "비밀 secret");
  expect(unseal(secret, "mail", sealed)).toBe("비밀 secret");
  expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("secret");
  expect(seal(secret, "mail", "비밀 secret")).not.toBe(sealed);
});

test("another secret, another purpose or a changed byte opens nothing", () => {
  const sealed = seal(secret, "mail", "x".repeat(50));
  expect(() => unseal(randomBytes(48), "mail", sealed)).toThrow(/authenticate|length|vector/i);
  expect(() => unseal(secret, "totp", sealed)).toThrow(/authenticate|length|vector/i);
  const bytes = Buffer.from(sealed, "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1;
    expect(() => unseal(secret, "mail", changed.toString("base64url"))).toThrow(/authenticate|length|vector/i);
  }
  for (const cut of ["", sealed.slice(0, 20), sealed.slice(0, 40)])
    expect(() => unseal(secret, "mail", cut)).toThrow(/authenticate|length|vector/i);
});

test("a fingerprint is the same for the same text and purpose only", () => {
  const mark = fingerprint(secret, "address", "a@b.org");
  expect(fingerprint(secret, "address", "a@b.org")).toBe(mark);
  expect([fingerprint(secret, "device", "a@b.org"), fingerprint(secret, "address", "a@b.orh")]).not.toContain(mark);
});
