import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { TestApp } from "./app.ts";

/** A letter as a mail program shows it; `raw` is the file. */
export type ReadLetter = { to: string; subject: string; text: string; html: string; raw: string };

/** Every letter that was sent to an address, oldest first. */
export async function lettersTo(app: Pick<TestApp, "server">, address: string): Promise<ReadLetter[]> {
  const folder = join(app.server.app.config.dataDir, "mail");
  const names = await readdir(folder).catch(() => []);
  const raws = await Promise.all(
    names
      .filter((name) => name.endsWith(".eml"))
      .toSorted()
      .map((name) => readFile(join(folder, name), "utf8")),
  );
  return raws.map(readLetter).filter(({ to }) => to === address);
}

/** Waits for the `count`th letter to an address and returns it. */
export async function letterTo(app: Pick<TestApp, "server">, address: string, count = 1): Promise<ReadLetter> {
  for (const start = Date.now(); Date.now() - start < 20_000; await new Promise((done) => setTimeout(done, 50))) {
    const letter = (await lettersTo(app, address))[count - 1];
    if (letter) return letter;
  }
  throw new Error(`letter ${count} to ${address} did not come`);
}

/** The token in a letter's link. */
export const tokenIn = ({ text }: Pick<ReadLetter, "text">): string => /#token=([\w-]+)/.exec(text)?.[1] ?? "";

/** Reads one message with two alternatives, as mail programs do. */
export function readLetter(raw: string): ReadLetter {
  const [head, body] = cut(raw);
  const boundary = /boundary="([^"]+)"/.exec(head)?.[1] ?? "";
  const parts = body
    .split(`--${boundary}`)
    .slice(1, 3)
    .map((part) => cut(part.replace(/^\r?\n/, "")));
  const [text = "", html = ""] = parts.map(([partHead, content]) => decodeBody(partHead, content));
  return { to: header(head, "To"), subject: decodeWords(header(head, "Subject")), text, html, raw };
}

function cut(message: string): [string, string] {
  const at = /\r?\n\r?\n/.exec(message)!;
  return [message.slice(0, at.index).replace(/\r?\n[ \t]+/g, " "), message.slice(at.index + at[0].length)];
}

const header = (head: string, name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim() ?? "";

function decodeBody(head: string, content: string): string {
  const encoding = header(head, "Content-Transfer-Encoding");
  if (encoding === "base64") return Buffer.from(content, "base64").toString();
  return encoding === "quoted-printable" ? unquote(content.replace(/=\r?\n/g, "")) : content;
}

const unquote = (text: string) => Buffer.from(latin(text), "latin1").toString();

const decodeWords = (text: string) =>
  text.replace(/\?=\s+=\?/g, "?==?").replace(/(=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (words) => {
    const bytes = [...words.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, how = "", word = ""]) =>
      how.toLowerCase() === "b" ? Buffer.from(word, "base64").toString("latin1") : latin(word.replaceAll("_", " ")),
    );
    return Buffer.from(bytes.join(""), "latin1").toString();
  });

const latin = (word: string) =>
  word.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
