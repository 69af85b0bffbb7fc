import { expect, test } from "vitest";
import { openPage } from "#test/page";
import { whenRelationsChange } from "./changes.ts";

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

test("the first change is told at once, a crowd behind it together, and nothing is told after the end", async () => {
  const { live, tell } = openPage(() => ({ body: [] }));
  const told: number[] = [];
  const stop = whenRelationsChange(live, (at) => told.push(at), 20);
  tell("post.created", { id: "1" });
  for (let i = 0; i < 10; i++) tell("relation.changed", { id: "2" });
  expect(told).toEqual([7]);
  await expect.poll(() => told).toEqual([7, 16]);
  await wait(40);
  tell("relation.changed", { id: "2" });
  expect(told).toEqual([7, 16, 17]);
  tell("relation.changed", { id: "2" });
  stop();
  await wait(40);
  expect(told).toEqual([7, 16, 17]);
});

test("of a crowd the newest is told, also where an older one is heard again after it", async () => {
  const { live, tell } = openPage(() => ({ body: [] }));
  const told: number[] = [];
  live.listen("me", 3);
  const stop = whenRelationsChange(live, (at) => told.push(at), 20);
  for (const cursor of [6, 9, 7]) tell("relation.changed", { id: "2" }, cursor);
  await expect.poll(() => told).toEqual([6, 9]);
  stop();
});
