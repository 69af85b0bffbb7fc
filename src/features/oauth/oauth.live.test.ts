import { Client as Database } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Ear, Member, TestApp, TestNode } from "#test/app";
import { askToken, bearer, consent, registerApp, tokenOf } from "#test/oauth";
import { startWatch } from "#test/watch";

let app: TestApp;
let nodes: TestNode[];
let alice: Member;
beforeAll(async () => {
  app = await startApp();
  nodes = [app, await app.secondNode(), await app.secondNode()];
  alice = await app.member();
});
afterAll(() => app.stop());

const listen = (token: string, at: TestNode = app) => at.listen(at.guest(), { token });
/** Milliseconds until all of them are ended. */
async function timeToEnd(ears: Ear[]): Promise<number> {
  const passed = startWatch(app);
  await expect
    .poll(() => ears.every(({ socket }) => socket.disconnected), { timeout: 10_000, interval: 10 })
    .toBe(true);
  return passed();
}

test("threat 8: scope × socket: only a token that may read hears anything", async () => {
  const may = { read: true, "read write": true, write: false, "read:statuses": false, "follow push profile": false };
  for (const [scope, should] of Object.entries(may)) {
    const ear = await listen(await tokenOf(app, alice, scope));
    expect([scope, ear.socket.connected]).toEqual([scope, should]);
  }
  const client = await registerApp(app);
  const { body } = await askToken(app, client, { grant_type: "client_credentials", scope: "read" });
  for (const token of [body.access_token, "guess", ""]) expect((await listen(token)).socket.connected).toBe(false);
});

test("threat 8: through a token a member hears what they may see, and no more", async () => {
  const bob = await app.member();
  const [hers, his] = [await listen(await tokenOf(app, alice, "read")), await listen(await tokenOf(app, bob, "read"))];
  const secret = await alice.post("only for me", { visibility: "direct" });
  const open = await alice.post("for everyone");
  const heardOf = (ear: Ear, id: string) => ear.heard.some(({ data }) => (data as { id: string }).id === id);
  await Promise.all([hers, his].map((ear) => ear.until(() => heardOf(ear, open.id))));
  expect(heardOf(his, secret.id)).toBe(false);
});

test("threat 9: a socket ends within a second of its token, whatever ended it, on three nodes; its neighbours stay", async () => {
  const client = await registerApp(app);
  const causes: Record<string, (token: string, code: string) => Promise<unknown>> = {
    "the app revokes it": (token) =>
      app.guest().send("POST", "/oauth/revoke", {
        form: { client_id: client.client_id, client_secret: client.client_secret, token },
      }),
    "its code is used again": (_token, code) => askToken(app, client, { code }),
    "the member shuts the app out": () => alice.send("DELETE", `/auth/apps/${client.id}`),
  };
  const other = await tokenOf(app, alice, "read");
  for (const [cause, end] of Object.entries(causes)) {
    const code = (await consent(alice, client)).searchParams.get("code")!;
    const token = (await askToken(app, client, { code })).body.access_token;
    const ears = await Promise.all(nodes.map((node) => listen(token, node)));
    const neighbour = await listen(other, nodes[1]);
    await end(token, code);
    expect(await timeToEnd(ears), cause).toBeLessThan(1000);
    for (const ear of ears) expect([cause, ear.ended[0]]).toEqual([cause, "signed-out"]);
    await alice.post("after the end");
    await neighbour.until((heard) => heard.length > 0);
    expect(ears.map(({ heard }) => heard.length)).toEqual([0, 0, 0]);
    expect((await app.guest().get("/api/v1/timelines/public", bearer(token))).status).toBe(401);
    expect((await listen(token)).socket.connected).toBe(false);
    neighbour.close();
  }
});

test("threat 9: shutting an app out also takes codes on their way, and is one's own to do", async () => {
  const client = await registerApp(app);
  const bob = await app.member();
  const token = await tokenOf(app, alice, "read write", client);
  const code = (await consent(alice, client)).searchParams.get("code")!;
  expect((await bob.send("DELETE", `/auth/apps/${client.id}`)).status).toBe(404);
  expect((await app.guest().send("DELETE", `/auth/apps/${client.id}`, { headers: bearer(token) })).status).toBe(403);
  expect((await alice.send("DELETE", `/auth/apps/${client.id}`)).status).toBe(204);
  expect((await askToken(app, client, { code })).body.error).toBe("invalid_grant");
  expect((await alice.get<{ id: string }[]>("/auth/apps")).body.map(({ id }) => id)).not.toContain(client.id);
});

test("threat 9: an app whose row is deleted is out with its next request", async () => {
  const client = await registerApp(app);
  const token = await tokenOf(app, alice, "read", client);
  const database = new Database(app.databaseUrl);
  await database.connect();
  await database.query("delete from oauth_apps where id = $1", [client.id]);
  await database.end();
  expect((await app.guest().get("/api/v1/timelines/public", bearer(token))).status).toBe(401);
});

test("threat 9: a new password ends every app's token and socket, on three nodes, and codes on their way", async () => {
  const bob = await app.member();
  const client = await registerApp(app);
  const token = await tokenOf(app, bob, "read", client);
  const code = (await consent(bob, client)).searchParams.get("code")!;
  const ears = await Promise.all(nodes.map((node) => listen(token, node)));
  const hers = await listen(await tokenOf(app, alice, "read"));
  const body = { current: bob.password, new: "another horse, another battery" };
  expect((await bob.send("POST", "/auth/password", { body })).status).toBe(200);
  await timeToEnd(ears);
  const path = "/api/v1/accounts/verify_credentials";
  expect((await app.guest().get(path, bearer(token))).status).toBe(401);
  expect((await askToken(app, client, { code })).status).toBe(400);
  expect(hers.socket.connected).toBe(true);
});
