import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { TestApp } from "#test/app";
import { indexed } from "#test/indexed";
import { openBrowser } from "#test/law/browser";
import { openLine } from "#test/law/line";
import { until } from "#test/law/photo";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

test("a page that opens is told nothing of what happened before, whatever its screens show", async () => {
  const member = await app.member();
  const root = await member.post("the root");
  for (let n = 0; n < 20; n++) await member.post(`a reply ${n}`, { in_reply_to_id: root.id });
  await indexed(app);
  const { head } = await app.server.app.log.bounds();
  const line = await openLine(app.url);

  const browser = openBrowser({
    member,
    url: app.url,
    line,
    screens: { timelines: ["public", "home"], marks: ["favourites"], threads: [root.id], told: true },
  });
  const heard: number[] = [];
  browser.live.onEvent(({ cursor }) => heard.push(cursor));
  await until(
    () => browser.busy(head).length === 0,
    () => browser.busy(head).join(", "),
  );
  const later = await member.post("one more", { in_reply_to_id: root.id });
  await until(() => browser.threads[0]!.store.getState().descendants.includes(later.id), "the reply is not heard of");
  expect(heard.filter((cursor) => cursor <= head)).toEqual([]);
  await browser.close();
  await line.close();
});
