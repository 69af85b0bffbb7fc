import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { write } from "#core/events";
import type { Letter } from "#core/mail.letter";
import { queueMail, sendMails } from "#core/mail.outbox";
import { startApp } from "#test/app";
import type { TestApp } from "#test/app";

let app: TestApp;
beforeAll(async () => {
  // The server's own rounds never come: its clocks are wound while none runs. The tests decide who takes a letter, and when.
  vi.useFakeTimers({ toFake: ["setInterval"] });
  app = await startApp().finally(() => vi.useRealTimers());
});
afterAll(() => app.stop());

const words = { subject: "Hello", greeting: "Hello,", lines: ["One line."], from: "us" };
const queue = (to: string, kind = "test") =>
  write(app.server.app, (tx) => queueMail(tx, app.server.app, kind, to, words));
const stateOf = async (kind: string) =>
  (
    await app.server.app.db.$client.query(
      "select attempts, sent_at is not null as sent, letter from mails where kind = $1",
      [kind],
    )
  ).rows;

/** A mail server of the test's own, which fails as often as it is told. */
function office(failures = 0) {
  const sent: string[] = [];
  const send = async (id: string, { to }: Letter) => {
    if (failures-- > 0) throw Object.assign(new Error(`550 ${to} unknown`), { responseCode: 550 });
    sent.push(`${id} ${to}`);
  };
  return { sent, job: sendMails({ send, close: () => {} }) };
}

test("a letter is sent once, whatever number of nodes look at once, and its words are gone afterwards", async () => {
  const { sent, job } = office();
  await queue("once@example.org", "once");
  await Promise.all(Array.from({ length: 8 }, () => job.run(app.server.app)));
  expect(sent).toEqual([expect.stringMatching(/ once@example\.org$/)]);
  expect(await stateOf("once")).toEqual([{ attempts: 1, sent: true, letter: "" }]);
});

test("a letter of a transaction that fails was never written", async () => {
  await expect(
    write(app.server.app, async (tx) => {
      await queueMail(tx, app.server.app, "lost", "lost@example.org", words);
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await stateOf("lost")).toEqual([]);
});

test("a letter that fails waits a minute, then longer each time, and arrives when the other side is well", async () => {
  const { sent, job } = office(2);
  const waits: number[] = [];
  const { $client } = app.server.app.db;
  for (let i = 0; i < 3; i++) {
    await write(app.server.app, async (tx) => {
      if (i === 0) await queueMail(tx, app.server.app, "late", "late@example.org", words);
      await tx.execute("update mails set next_at = '2000-01-01' where kind = 'late'");
    }).then(() => job.run(app.server.app));
    const { rows } = await $client.query<{ wait: string }>(
      "select round(extract(epoch from next_at - now()) / 60) as wait from mails where kind = 'late'",
    );
    waits.push(Number(rows[0]!.wait));
  }
  expect(waits).toEqual([1, 2, 4]);
  expect(sent).toHaveLength(1);
});

test("threat 11: one address gets at most five letters of a kind in an hour, however its name is spelled", async () => {
  const said: boolean[] = [];
  for (let i = 0; i < 7; i++) said.push(await queue(i % 2 ? "many@example.org" : "MANY@example.org"));
  expect(said).toEqual([true, true, true, true, true, false, false]);
  expect([await queue("many@example.org", "other"), await queue("others@example.org")]).toEqual([true, true]);
});
