import { expect, test } from "vitest";
import { compileTrust } from "#core/trust";

test("nobody, everybody, so many hops, or certain addresses are believed", () => {
  expect(compileTrust(false)("127.0.0.1", 0)).toBe(false);
  expect(compileTrust(true)("8.8.8.8", 9)).toBe(true);
  expect([0, 1, 2].map((hop) => compileTrust(2)("8.8.8.8", hop))).toEqual([true, true, false]);
  const ours = compileTrust("10.0.0.0/8, ::1");
  expect(["10.9.9.9", "::1", "11.0.0.1", "::2"].map((address) => ours(address, 0))).toEqual([true, true, false, false]);
});

test("what is no address is refused when it is compiled, not when a request comes", () => {
  for (const list of ["10.0.0.0/33", "dead"]) expect(() => compileTrust(list)).toThrow(/invalid/);
});
