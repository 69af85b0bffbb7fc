import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startApp } from "#test/app";

test("so many live connections per account and no more, from wherever; each that closes makes room for one", async () => {
  const app = await startApp({ CONNECTIONS_PER_ACCOUNT: "3" });
  try {
    const [alice, bob] = [await app.member(), await app.member()];
    const ears = await Promise.all(Array.from({ length: 8 }, () => app.listen(alice)));
    const open = ears.filter(({ socket }) => socket.connected);
    const refused = ears.filter(({ socket }) => !socket.connected).map(({ ended }) => ended);
    expect([open.length, refused]).toEqual([3, Array.from({ length: 5 }, () => ["busy"])]);
    expect((await app.listen(bob)).socket.connected).toBe(true);
    // Who is refused hangs up, a moment later.
    await expect.poll(() => [app.server.live.count(), app.server.live.accounts()]).toEqual([4, 2]);
    open[0]!.close();
    await expect.poll(async () => (await app.listen(alice)).socket.connected).toBe(true);
    expect((await app.listen(alice)).ended).toEqual(["busy"]);
  } finally {
    await app.stop();
  }
});

test("who hangs up while knocking harms nobody, at whatever moment", async () => {
  const app = await startApp();
  const { hostname, port, host } = new URL(app.url);
  const handshake = [
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
    ...[`Host: ${host}`, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"],
    ...["Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "", ""],
  ].join("\r\n");
  try {
    for (let n = 0; n < 200; n++) {
      const socket = connect(Number(port), hostname).on("error", () => {});
      socket.write(handshake, () =>
        n % 2 ? socket.resetAndDestroy() : setTimeout(() => socket.resetAndDestroy(), n % 5),
      );
    }
    // One that is gone before the server has even looked at it.
    app.server.http.server.prependOnceListener("upgrade", (_request, socket) => void socket.destroy());
    const last = connect(Number(port), hostname).on("error", () => {});
    last.write(handshake);
    await sleep(300);
    last.destroy();
    const member = await app.member();
    await expect.poll(() => app.server.live.count()).toBe(0);
    const ear = await app.listen(member);
    expect(ear.socket.connected).toBe(true);
    expect(app.server.live.count()).toBe(1);
  } finally {
    await app.stop();
  }
});
