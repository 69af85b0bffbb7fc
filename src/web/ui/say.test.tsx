import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ApiError } from "#web/api";
import { fieldErrors, useSayError } from "./say.ts";

function said(error: unknown): string {
  const Says = () => useSayError()(error);
  return renderToStaticMarkup(<Says />);
}

test("what the server says is said as it says it", () => {
  expect(said(new ApiError(422, "That is too long."))).toBe("That is too long.");
  expect(said("That is too long.")).toBe("That is too long.");
});

test("a server that cannot be reached is explained, not coded", () => {
  for (const error of [new ApiError(0, "network"), "network"]) expect(said(error)).toContain("does not answer");
});

test("what cannot be understood becomes a plain sentence", () => {
  for (const error of [new ApiError(500, "unreadable"), new TypeError("x is not a function"), null, undefined, ""])
    expect(said(error)).toBe("Something went wrong. Please try again.");
});

test("each field gets its first complaint", () => {
  const details = {
    username: [
      { error: "ERR_TAKEN", description: "Taken." },
      { error: "ERR_TOO_LONG", description: "Too long." },
    ],
    email: [],
  };
  expect(fieldErrors(new ApiError(422, "No.", { details }))).toEqual({ username: "Taken.", email: "No." });
});

test("an error that is not about fields names none", () => {
  expect(fieldErrors(new ApiError(500, "No."))).toEqual({});
  expect(fieldErrors(new Error("x"))).toEqual({});
});
