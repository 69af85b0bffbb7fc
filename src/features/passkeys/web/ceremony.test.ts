import { expect, test } from "vitest";
import { obstacle, troubleOf } from "./ceremony.ts";

const named = (name: string, code?: string) => Object.assign(new Error("x"), { name, code });

test("whoever cancels, or lets the time pass, is told that nothing happened", () => {
  expect(troubleOf(named("NotAllowedError", "ERROR_PASSTHROUGH_SEE_CAUSE_PROPERTY"))).toBe("cancelled");
  expect(troubleOf(named("AbortError", "ERROR_CEREMONY_ABORTED"))).toBe("cancelled");
});

test("a device that has one already, a wrong address and a device that cannot are told apart", () => {
  expect(troubleOf(named("InvalidStateError", "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED"))).toBe("already");
  expect(troubleOf(named("SecurityError", "ERROR_INVALID_DOMAIN"))).toBe("address");
  expect(troubleOf(named("SecurityError"))).toBe("address");
  expect(troubleOf(named("UnknownError", "ERROR_AUTHENTICATOR_GENERAL_ERROR"))).toBe("device");
});

test("a browser without passkeys says so instead of trying, and so does an address without a name", () => {
  expect(obstacle("community.example")).toBe("unsupported");
  for (const host of ["127.0.0.1", "[::1]"]) expect(obstacle(host)).toBe("address");
  Object.assign(globalThis, { PublicKeyCredential: () => {} });
  expect([obstacle("community.example"), obstacle("localhost"), obstacle("10.0.0.7")]).toEqual([null, null, "address"]);
  Reflect.deleteProperty(globalThis, "PublicKeyCredential");
});
