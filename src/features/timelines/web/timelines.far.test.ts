import { expect, test } from "vitest";
import type { Status } from "#posts";
import { createTimeline } from "./timelines.store.ts";
import { openBrowser, World } from "./timelines.law.world.ts";

test("pages in which the server found nothing for the reader are passed over, first or later, to the first that has something", async () => {
  const world = new World();
  for (let n = 0; n < 2; n++) world.create("b", "public", undefined);
  const posts = [...world.rows.values()].map(({ status }) => status);
  const browser = openBrowser(world);
  const pages: Record<string, { data: Status[]; next: string | null }> = {
    first: { data: [], next: "/2" },
    "/2": { data: [], next: "/3" },
    "/3": { data: [posts[1]!], next: "/4" },
    "/4": { data: [], next: "/5" },
    "/5": { data: [posts[0]!], next: "/6" },
    "/6": { data: [], next: null },
  };
  const asked: string[] = [];
  const get = async (path: string) => {
    asked.push(path);
    return { ...(pages[path] ?? pages["first"]), cursor: world.head() };
  };
  const list = createTimeline("home", {
    ...browser,
    api: { ...browser.api, get } as typeof browser.api,
    me: () => "a",
  });
  const close = list.open();
  const shows = async (...ids: string[]) =>
    await expect.poll(() => list.store.getState()).toMatchObject({ ids, state: "ready" });
  await shows("2");
  expect(asked.slice(1)).toEqual(["/2", "/3"]);
  await list.loadMore();
  await shows("2", "1");
  await list.loadMore();
  expect(list.store.getState()).toMatchObject({ ids: ["2", "1"], end: true });
  expect(asked).toHaveLength(6);
  close();
});
