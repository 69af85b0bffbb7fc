import { expect, test } from "vitest";
import { keyName } from "./keys.ts";

const pressed = (key: string, code: string, shiftKey = false) => ({ key, code, shiftKey });

test("shortcuts work on a keyboard that writes Hangul", () => {
  expect(keyName(pressed("ㅓ", "KeyJ"))).toBe("j");
  expect(keyName(pressed("ㅜ", "KeyN"))).toBe("n");
});

test("a question mark is one on every layout, and a capital letter is its small one", () => {
  expect(keyName(pressed("?", "Slash", true))).toBe("?");
  expect(keyName(pressed("Process", "Slash", true))).toBe("?");
  expect(keyName(pressed("J", "KeyJ", true))).toBe("j");
});

test("a letter counts where it is printed, not where an American keyboard has it", () => {
  expect(keyName(pressed("j", "KeyC"))).toBe("j");
});

test("named keys keep their names", () => {
  expect(keyName(pressed("Enter", "Enter"))).toBe("Enter");
});
