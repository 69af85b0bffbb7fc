import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { expect, test } from "vitest";
import { startApp } from "#test/app";
import { openWire } from "#test/wire";

test("who has said who they are is not hung up on while the server looks them up; who is refused then is", async () => {
  const app = await startApp();
  const slow = new Client(app.databaseUrl);
  try {
    const [member, former] = [await app.member(), await app.member()];
    await slow.connect();
    await slow.query("begin");
    await slow.query("lock table sessions");
    const coming = app.listen(member);
    const refused = await openWire(app.url, { cookie: former.cookieHeader() });
    refused.say("40{}");
    await sleep(2_500);
    expect(refused.closed()).toBe(false);
    await slow.query("delete from sessions where account_id = $1", [former.id]);
    await slow.query("commit");
    const ear = await coming;
    expect([ear.socket.connected, ear.ended]).toEqual([true, []]);
    await expect.poll(() => refused.closed()).toBe(true);
    expect(refused.got()).toContain("unauthorized");
    expect([ear.socket.connected, app.server.live.count()]).toEqual([true, 1]);
  } finally {
    await slow.end();
    await app.stop();
  }
});

test("who is refused and asks again and again is out all the same", async () => {
  const app = await startApp();
  try {
    const nobody = await openWire(app.url);
    await expect
      .poll(() => {
        nobody.say("40{}");
        return nobody.closed();
      })
      .toBe(true);
    expect(nobody.got().split("unauthorized").length).toBeGreaterThan(3);
  } finally {
    await app.stop();
  }
});
