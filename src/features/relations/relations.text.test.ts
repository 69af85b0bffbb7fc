import { expect, test } from "vitest";
import { text } from "./relations.text.ts";

test("Korean sentences about people need no particle that depends on the name", () => {
  const { failed: _, ...sentences } = text.ko;
  const withNames = Object.values(sentences).filter((one) => typeof one === "function");
  expect(withNames.length).toBeGreaterThan(20);
  for (const say of withNames) expect(say("민수")).toContain("민수 님");
});
