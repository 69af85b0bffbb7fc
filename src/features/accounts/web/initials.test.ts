import { expect, test } from "vitest";
import { hueOf, initials } from "./initials.ts";

test("a name shows by its initials", () => {
  expect(initials("Ada Lovelace")).toBe("AL");
  expect(initials("alice")).toBe("A");
  expect(initials("grace_brewster_hopper")).toBe("GH");
});

test("a Korean name shows by its first syllable, however it is encoded", () => {
  expect(initials("김민수")).toBe("김");
  expect(initials("김민수".normalize("NFD"))).toBe("김");
  expect(initials("이 서연")).toBe("이");
});

test("an emoji stays whole, and an empty name is empty", () => {
  expect(initials("👩‍🚀 Mae")).toBe("👩‍🚀");
  expect(initials("  ")).toBe("");
});

test("one person has one colour, whatever the case of the name", () => {
  expect(hueOf("Alice")).toBe(hueOf("alice"));
  expect(hueOf("alice")).not.toBe(hueOf("bob"));
  expect(hueOf("민수")).toBeLessThan(360);
});
