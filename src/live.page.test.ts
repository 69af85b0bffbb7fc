import { afterAll, beforeAll, expect, test } from "vitest";
import { createConversations } from "#timelines/web";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { indexed } from "#test/indexed";
import { openBrowser } from "#test/law/browser";
import type { Screens } from "#test/law/browser";
import { openLine } from "#test/law/line";
import { until } from "#test/law/photo";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** A page of `member` that is at rest with these screens. */
async function openPage(member: Member, screens: Screens) {
  const line = await openLine(app.url);
  const browser = openBrowser({ member, url: app.url, line, screens });
  const heard: number[] = [];
  browser.live.onEvent(({ cursor }) => heard.push(cursor));
  const { head } = await app.server.app.log.bounds();
  await until(
    () => browser.busy(head).length === 0,
    () => browser.busy(head).join(", "),
  );
  const close = async () => {
    await browser.close();
    await line.close();
  };
  return { ...browser, heard, close };
}

test("a page that opens is told nothing of what happened before, whatever its screens show", async () => {
  const member = await app.member();
  const root = await member.post("the root");
  for (let n = 0; n < 20; n++) await member.post(`a reply ${n}`, { in_reply_to_id: root.id });
  await indexed(app);
  const { head } = await app.server.app.log.bounds();
  const page = await openPage(member, {
    timelines: ["public", "home"],
    marks: ["favourites"],
    threads: [root.id],
    told: true,
  });
  const later = await member.post("one more", { in_reply_to_id: root.id });
  await until(() => page.threads[0]!.store.getState().descendants.includes(later.id), "the reply is not heard of");
  expect(page.heard.filter((cursor) => cursor <= head)).toEqual([]);
  await page.close();
});

test("the page of talks shows an edit of a talk's last post", async () => {
  const [writer, reader] = [await app.member(), await app.member()];
  const { id } = await writer.post(`@${reader.username} the first words`, { visibility: "direct" });
  await indexed(app);
  const page = await openPage(reader, { timelines: [], marks: [], threads: [] });
  const talks = createConversations(page);
  const leave = talks.open();
  await until(() => talks.store.getState().ids.length === 1, "the talk does not come");
  expect(page.posts.get(id)?.content).toContain("the first words");
  await writer.send("PUT", `/api/v1/statuses/${id}`, { body: { status: `@${reader.username} better words` } });
  await until(() => page.posts.get(id)?.content.includes("better words") === true, "the edit is not heard of", 10_000);
  leave();
  talks.close();
  await page.close();
});
