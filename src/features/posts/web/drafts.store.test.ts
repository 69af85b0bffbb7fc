import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { memoryVault } from "#web/vault";
import { createDrafts } from "./drafts.store.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("every keystroke is on the device within 300 ms, and there after a crash", async () => {
  const vault = memoryVault();
  const drafts = createDrafts(vault, () => "1");
  for (const text of ["안", "안녕", "안녕하세요"]) {
    drafts.update("new", { text });
    await vi.advanceTimersByTimeAsync(100);
  }
  const afterCrash = createDrafts(vault, () => "1");
  await afterCrash.load("new");
  expect(afterCrash.get("new")).toMatchObject({ text: "안녕하세요", visibility: "public", spoilerText: "" });
});

test("each context and each account has its own", async () => {
  let account = "1";
  const drafts = createDrafts(memoryVault(), () => account);
  drafts.update("new", { text: "mine" });
  drafts.update("reply:7", { text: "answer", visibility: "unlisted" });
  account = "2";
  expect(drafts.get("new").text).toBe("");
  account = "1";
  expect(drafts.get("new").text).toBe("mine");
  expect(drafts.get("reply:7")).toMatchObject({ text: "answer", visibility: "unlisted" });
});

test("what is typed while the old draft loads is kept", async () => {
  const vault = memoryVault();
  await vault.set("draft:1:new", { text: "old", visibility: "public", spoilerText: "" });
  const drafts = createDrafts(vault, () => "1");
  const loaded = drafts.load("new");
  drafts.update("new", { text: "typed" });
  await loaded;
  expect(drafts.get("new").text).toBe("typed");
});

test("a finished draft leaves nothing behind, at once", async () => {
  const vault = memoryVault();
  const drafts = createDrafts(vault, () => "1");
  drafts.update("new", { text: "done" });
  await drafts.save();
  drafts.clear("new");
  await Promise.resolve();
  expect(await vault.list("draft:")).toEqual([]);
});

test("words that come back go behind those that are there", async () => {
  const vault = memoryVault();
  await vault.set("draft:1:new", { text: "first", visibility: "public", spoilerText: "" });
  const drafts = createDrafts(vault, () => "1");
  await drafts.giveBack("new", { text: "second", visibility: "unlisted", spoilerText: "" });
  expect(drafts.get("new")).toMatchObject({ text: "first\n\nsecond", visibility: "unlisted" });
});

test("a device that is full is tried again", async () => {
  const vault = memoryVault();
  const drafts = createDrafts({ ...vault, set: vi.fn(vault.set).mockRejectedValueOnce(new Error("full")) }, () => "1");
  drafts.update("new", { text: "one" });
  await drafts.save();
  expect(await vault.list("draft:")).toEqual([]);
  await drafts.save();
  expect(await vault.list("draft:")).toHaveLength(1);
});
