import { beforeEach, expect, test } from "vitest";
import { dismissToast, toast, useToasts } from "./toasts.ts";

beforeEach(() => useToasts.setState({ toasts: [] }));
const texts = () => useToasts.getState().toasts.map(({ text }) => text);

test("three toasts fit on the screen; the oldest makes room", () => {
  for (const text of ["one", "two", "three", "four"]) toast(text);
  expect(texts()).toEqual(["two", "three", "four"]);
});

test("a toast goes when it is dismissed, and only that one", () => {
  const id = toast("Deleted", { ms: 10_000 });
  toast("Copied");
  dismissToast(id);
  expect(texts()).toEqual(["Copied"]);
});
