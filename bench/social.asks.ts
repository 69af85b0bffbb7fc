// What bench/social.ts asks a server.
import type { Community } from "./social.fill.ts";

/** One request. */
export type Ask = { method: "GET" | "POST"; path: string; body?: object; token?: string };
/** What is measured: the requests of the n-th of sixteen connections. */
export type Scenario = { name: string; asks: (c: Community, n: number, round: number) => Ask[] };

const by = (c: Community, n: number) => c.members[n % c.members.length]!;
const read = (name: string, path: (c: Community, n: number) => string, signedIn = true): Scenario => ({
  name,
  asks: (c, n) => [{ method: "GET", path: path(c, n), ...(signedIn ? { token: by(c, n).token } : {}) }],
});
const search = (name: string, words: string[]): Scenario => ({
  name,
  asks: (c, n) =>
    words.map((_, i) => ({
      method: "GET",
      path: `/api/v2/search?type=statuses&q=${encodeURIComponent(words[(i + n) % words.length]!)}`,
      token: by(c, n).token,
    })),
});
/** All that is measured, in this order. */
export const scenarios: Scenario[] = [
  read("home", () => "/api/v1/timelines/home"),
  read("public, anonymous", () => "/api/v1/timelines/public", false),
  read("public, signed in", () => "/api/v1/timelines/public"),
  read("profile", (c, n) => `/api/v1/accounts/${by(c, n + 3).id}/statuses`),
  read("thread", (c, n) => `/api/v1/statuses/${c.threads[n % c.threads.length]!}/context`),
  read("notifications", () => "/api/v1/notifications"),
  search("search, 2 syllables", ["나는", "서울", "한강", "볶이"]),
  search("search, 3 syllables", ["도서관", "고양이", "떡볶이", "김치찌"]),
  search("search, a sentence", ["떡볶이 먹고 싶다", "the weather in Seoul", "나는 고양이도 좋아해요"]),
  {
    name: "post",
    asks: (c, n, round) =>
      Array.from({ length: 50 }, (_, i) => ({
        method: "POST",
        path: "/api/v1/statuses",
        body: { status: `오늘의 글 ${round}.${n}.${i} 한강에서 커피를 마셨다` },
        token: by(c, n).token,
      })),
  },
  {
    name: "like",
    asks: (c, n, round) => {
      const size = Math.min(3000, Math.floor(c.open.length / 16));
      const own = c.open.slice(n * size, (n + 1) * size);
      return own.map((id) => ({
        method: "POST",
        path: `/api/v1/statuses/${id}/favourite`,
        token: by(c, n + round).token,
      }));
    },
  },
];

/** A request as it goes over the wire. */
export function spell({ method, path, body, token }: Ask): string {
  const content = body === undefined ? "" : JSON.stringify(body);
  const head = [
    `${method} ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
    ...(method === "GET" ? [] : [`Content-Length: ${Buffer.byteLength(content)}`]),
    ...(content === "" ? [] : ["Content-Type: application/json"]),
  ];
  return `${head.join("\r\n")}\r\n\r\n${content}`;
}
