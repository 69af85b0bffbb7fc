import { once } from "node:events";
import { createServer } from "node:net";

/** Below what systems hand out to connections by themselves, which would take one between our look and our use of it. */
const [first, count] = [15_000, 15_000];

/** A port of this machine that nothing uses and no connection is given by chance, for a program that is told its address before it starts. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  for (;;) {
    const port = first + Math.floor(Math.random() * count);
    const server = createServer();
    try {
      server.listen(port, host);
      await once(server, "listening");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") continue;
      throw error;
    }
    server.close();
    await once(server, "close");
    return port;
  }
}
