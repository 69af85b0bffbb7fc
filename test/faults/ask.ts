import { setTimeout as sleep } from "node:timers/promises";

/** A request that may be repeated. */
export type Request = { method: string; path: string; headers: Record<string, string>; body?: unknown };

/** Answers that say: not now, come again. */
const passing = [429, 500, 502, 503, 504];

/** Asks until there is an answer that stands; `told` hears of each that does not, by its status and its text. */
export async function insist(
  url: string,
  { method, path, headers, body }: Request,
  told: (status: number, text: string) => void = () => {},
): Promise<{ status: number; body: unknown }> {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await fetch(url + path, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(5_000),
      });
      const text = await answer.text();
      if (!passing.includes(answer.status))
        return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
      told(answer.status, text);
    } catch (error) {
      // No answer came, or half of one: the same again.
      if (tries > 500) throw error;
    }
    await sleep(30 + (tries % 5) * 15);
  }
}
