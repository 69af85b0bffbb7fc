import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { io } from "socket.io-client";
import type { Socket } from "socket.io-client";
import { readConfig } from "#core/config";
import { limitClasses } from "#core/limits";
import type { ClientToServer, Cursor, Handshake, LiveEvent, ServerToClient, Subscribed } from "#core/live.contract";
import { createLogger } from "#core/log";
import { startServer } from "../src/server.ts";
import type { Server } from "../src/server.ts";
import { createTestDatabase } from "./database.ts";
import { freePort } from "./ports.ts";
import { scratchFolder } from "./scratch.ts";

/** What came back: the status, the headers, and the body, parsed where it is JSON. */
export type Answer<T = never> = { status: number; headers: Headers; body: T; text: string };

export type Send = { body?: unknown; form?: Record<string, string>; raw?: BodyInit; headers?: Record<string, string> };

/** Somebody in front of the door: a cookie jar and, once asked for, a CSRF token. */
export type Guest = {
  cookies: Map<string, string>;
  /** Sends a request as a page of ours would; never throws on a status. */
  send: <T = Record<string, never>>(method: string, path: string, what?: Send) => Promise<Answer<T>>;
  get: <T = Record<string, never>>(path: string, headers?: Record<string, string>) => Promise<Answer<T>>;
  cookieHeader: () => string;
  /** Fetches a fresh CSRF token, as a page does after a log-in. */
  refreshCsrf: () => Promise<void>;
};

/** Somebody who has signed up. */
export type Member = Guest & {
  id: string;
  username: string;
  password: string;
  email: string;
  /** Makes a post and returns it; throws when it is refused. */
  post: (status: string, more?: Record<string, unknown>) => Promise<PostBody>;
};

/** As much of a post as tests look at. */
export type PostBody = Record<string, unknown> & {
  id: string;
  content: string;
  replies_count: number;
  thread_id: string;
};

/** A live connection that remembers what it heard. */
export type Ear = {
  socket: Socket<ServerToClient, ClientToServer>;
  heard: LiveEvent[];
  /** Everything up to here has come. */
  cursor: () => Cursor;
  /** Asks for one more channel, and for what happened on it after `cursor`. */
  subscribe: (channel: string, cursor: Cursor) => Promise<Subscribed>;
  /** Why the server ended it, or why it was not let in. */
  ended: string[];
  /** Resolves when `seen` holds of what was heard; rejects after `ms`. */
  until: (seen: (heard: LiveEvent[]) => boolean, ms?: number) => Promise<void>;
  /** Resolves when it has heard all it is to hear of what was committed before. */
  level: () => Promise<void>;
  close: () => void;
};

/** One process, and how to reach it; a member of one node may listen to another. */
export type TestNode = {
  server: Server;
  url: string;
  guest: () => Guest;
  /** The same browser, with the same cookies, in front of this node. */
  enter: (who: Guest) => Promise<Guest>;
  /** Signs a new member up, with a name of its own unless one is given. */
  member: (username?: string, more?: Record<string, unknown>) => Promise<Member>;
  /** Opens a live connection; resolves when its replay is over or it was refused. */
  listen: (who: Guest, handshake?: Handshake) => Promise<Ear>;
};

export type TestApp = TestNode & {
  databaseUrl: string;
  /** Stops the process and starts another on the same database and address; `meanwhile` runs in between. */
  restart: (meanwhile?: () => Promise<void>) => Promise<void>;
  /** Starts one more process on the same database, at an address of its own; it stops with the first. */
  secondNode: () => Promise<TestNode>;
  stop: () => Promise<void>;
};

const secret = randomBytes(32).toString("base64");

/**
 * Starts the whole server on a database of its own. Its stop fails when any answer, to success or error, was not exactly
 * what its contract says. `settings` are environment variables; limits are off unless given. */
export async function startApp(settings: Record<string, string> = {}): Promise<TestApp> {
  const database = await createTestDatabase();
  const off = Object.fromEntries(limitClasses.map((name) => [`LIMIT_${name.toUpperCase()}`, "off"]));
  const folder = scratchFolder("xm-app-");
  const breaches: string[] = [];
  const start = async (port: number) => {
    const given = readConfig({
      PORT: "0",
      LOG_LEVEL: "silent",
      JWT_SECRET: secret,
      DATABASE_POOL: "8",
      DATA_DIR: folder,
      ...off,
      ...settings,
    });
    const config = { ...given, port };
    const started = await startServer(config, database.url, Buffer.from(secret), createLogger(config.logLevel));
    started.http.breaches = breaches;
    return started;
  };
  // It comes back to its address after a restart, which no connection may have been given meanwhile.
  let server = await start(settings["PORT"] === undefined ? await freePort() : Number(settings["PORT"]));
  const { url } = server;
  const ears = new Set<Ear>();
  const others: Server[] = [];
  const visit = (url: string) => ({
    url,
    guest: () => createGuest(url),
    enter: async ({ cookies }: Guest) => {
      const guest = createGuest(url, cookies);
      await guest.refreshCsrf();
      return guest;
    },
    member: (username?: string, more?: Record<string, unknown>) => signUp(createGuest(url), username, more),
    listen: async (who: Guest, handshake: Handshake = {}) => {
      const ear = await openEar(url, who, handshake);
      ears.add(ear);
      return ear;
    },
  });
  const app: TestApp = {
    get server() {
      return server;
    },
    ...visit(url),
    databaseUrl: database.url,
    secondNode: async () => {
      const other = await start(0);
      others.push(other);
      return { server: other, ...visit(other.url) };
    },
    restart: async (meanwhile = async () => {}) => {
      await server.close();
      await meanwhile();
      server = await start(Number(new URL(url).port));
    },
    stop: async () => {
      for (const ear of ears) ear.close();
      await Promise.all([server, ...others].map((one) => one.close()));
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
      if (breaches.length > 0)
        throw new Error(`answers were not what their contracts say:\n${[...new Set(breaches)].join("\n")}`);
    },
  };
  return app;
}

function createGuest(url: string, cookies = new Map<string, string>()): Guest {
  let csrf: string | undefined;
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const guest: Guest = {
    cookies,
    cookieHeader,
    refreshCsrf: async () => {
      const { body } = await guest.get<{ csrfToken: string }>("/auth/csrf-token");
      csrf = body.csrfToken;
    },
    get: (path, headers = {}) => guest.send("GET", path, { headers }),
    send: async <T>(method: string, path: string, { body, form, raw, headers = {} }: Send = {}) => {
      const payload = raw ?? (form ? new URLSearchParams(form) : body === undefined ? undefined : JSON.stringify(body));
      const response = await fetch(url + path, {
        method,
        redirect: "manual",
        headers: {
          ...(cookies.size > 0 ? { cookie: cookieHeader() } : {}),
          ...(csrf && method !== "GET" ? { "x-csrf-token": csrf } : {}),
          ...(body !== undefined && !raw ? { "content-type": "application/json" } : {}),
          ...headers,
        },
        ...(payload === undefined ? {} : { body: payload }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [pair = ""] = line.split(";");
        const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
        if (value === "" || /expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = await response.text();
      const json = response.headers.get("content-type")?.includes("json") && text !== "";
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: (json ? JSON.parse(text) : undefined) as T,
      };
    },
  };
  return guest;
}

async function signUp(guest: Guest, username = `m${randomBytes(5).toString("hex")}`, more = {}): Promise<Member> {
  const password = "correct horse battery";
  const email = `${randomBytes(6).toString("hex")}@example.org`;
  const fields = { username, password, email, ...more };
  const { status, body, text } = await guest.send<{ account: { id: string } }>("POST", "/auth/signup", {
    body: fields,
  });
  if (status !== 201) throw new Error(`the sign-up was refused: ${status} ${text}`);
  await guest.refreshCsrf();
  const post = async (words: string, rest = {}) => {
    const answer = await guest.send<PostBody>("POST", "/api/v1/statuses", { body: { status: words, ...rest } });
    if (answer.status !== 200) throw new Error(`the post was refused: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  return { ...guest, id: body.account.id, username, password, email: fields.email, post };
}

async function openEar(url: string, who: Guest, handshake: Handshake): Promise<Ear> {
  const socket: Ear["socket"] = io(url, {
    transports: ["websocket"],
    forceNew: true,
    reconnection: false,
    auth: handshake,
    extraHeaders: who.cookies.size > 0 ? { cookie: who.cookieHeader() } : {},
  });
  const heard: LiveEvent[] = [];
  const ended: string[] = [];
  const checks = new Set<() => void>();
  const tell = () => checks.forEach((check) => check());
  let cursor: Cursor = handshake.cursor ?? 0;
  const reached = (at: { cursor: Cursor }) => void (cursor = Math.max(cursor, at.cursor));
  socket.on("event", (event) => {
    heard.push(event);
    reached(event);
    tell();
  });
  socket.on("ready", reached);
  socket.on("beat", reached);
  socket.on("reset", () => void ended.push("reset"));
  socket.on("gone", ({ reason }) => void ended.push(reason));
  socket.on("disconnect", (reason) => {
    ended.push(reason);
    tell();
  });
  await new Promise<void>((resolve) => {
    socket.on("ready", () => resolve());
    socket.on("disconnect", () => resolve());
    socket.on("connect_error", (error) => {
      ended.push((error as { data?: { code?: string } }).data?.code ?? error.message);
      resolve();
    });
  });
  const until: Ear["until"] = (seen, ms = 10_000) =>
    new Promise((resolve, reject) => {
      const give = (how: () => void) => {
        clearTimeout(timer);
        checks.delete(check);
        how();
      };
      const check = () => {
        if (seen(heard)) give(resolve);
      };
      const timer = setTimeout(
        () =>
          give(() =>
            reject(
              new Error(`not heard in ${ms} ms; heard ${heard.map((e) => e.type).join(", ")}; ${ended.join(", ")}`),
            ),
          ),
        ms,
      );
      checks.add(check);
      check();
    });
  const subscribe: Ear["subscribe"] = (channel, from) =>
    socket.emitWithAck("subscribe", { channels: [channel], cursor: from });
  // Of nobody's account nothing is told; that it is listened to is said after all that came before.
  const level: Ear["level"] = async () => {
    const answer = await subscribe("account:0", cursor);
    if (!answer.ok) throw new Error(`it cannot be told when all was heard: ${answer.error}`);
  };
  return { socket, heard, ended, until, level, cursor: () => cursor, subscribe, close: () => void socket.close() };
}
