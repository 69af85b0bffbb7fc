import { expect, test } from "vitest";
import { tokenIn } from "./link.ts";

test("a link's token is read whole, and anything else is none", () => {
  expect(tokenIn("#token=aB3-_x")).toBe("aB3-_x");
  for (const hash of ["", "#", "#token=", "#token=a b", "#token=<b>", "#other=a", `#token=${"x".repeat(201)}`])
    expect([hash, tokenIn(hash)]).toEqual([hash, ""]);
});
