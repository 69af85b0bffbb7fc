import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { indexed } from "#test/indexed";
import { startApp } from "#test/app";

/** A few ways to spell an address of this machine that fetchers are known to fall for. */
const spellings = [
  "127.0.0.1",
  "localhost",
  "2130706433",
  "0x7f000001",
  "127.1",
  "[::ffff:127.0.0.1]",
  "user@127.0.0.1",
];

test("threat 13, threat 14: the server calls no address that anybody writes, wherever it is written, so no answer can be slow or endless", async () => {
  let calls = 0;
  const trap = createServer((socket) => {
    calls++;
    socket.destroy();
  });
  await new Promise<void>((done) => trap.listen(0, done));
  const { port } = trap.address() as AddressInfo;
  const app = await startApp();
  try {
    for (const [i, host] of spellings.entries()) {
      const address = `http://${host}:${port}/picture.png`;
      const who = await app.member(`caller${i}`, host.includes("@") ? {} : { url: address });
      const post = await who.post(`look: ${address} and @someone@${host}:${port}`, { spoiler_text: address });
      expect(post.content).toContain("look");
      await who.send("PATCH", "/api/v1/accounts/update_credentials", {
        body: { note: address, fields_attributes: [{ name: "here", value: address }] },
      });
      await who.send("POST", "/api/v1/apps", {
        body: { client_name: address, website: address, redirect_uris: `${address}\nhttp://127.0.0.1:${port}/back` },
      });
      const q = encodeURIComponent(address);
      for (const path of [
        `/api/v2/search?resolve=true&q=${q}`,
        `/api/v1/accounts/search?resolve=true&q=${encodeURIComponent(`@a@${host}:${port}`)}`,
        `/api/v1/accounts/lookup?acct=${encodeURIComponent(`a@${host}:${port}`)}`,
        `/.well-known/webfinger?resource=${q}`,
        `/oauth/authorize?response_type=code&client_id=x&redirect_uri=${q}`,
        `/api/v1/statuses/${post.id}`,
      ])
        expect((await who.get(path)).status).toBeLessThan(500);
    }
    // What is done after the answer, as indexing is, has been done too.
    await indexed(app);
    expect(calls).toBe(0);
  } finally {
    await app.stop();
    trap.close();
  }
});
