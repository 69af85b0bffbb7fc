import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";
import { indexed } from "#test/indexed";
import golden from "./search.golden.json" with { type: "json" };

type Label = { text: string; says: string[]; id: string };
type Result = { kind: string; q: string; recall: number; precision: number };
type Query = { kind: string; q: string; wanted: Set<string> };

let app: TestApp;
let reader: Member;
let labels: Label[];
beforeAll(async () => {
  app = await startApp();
  const [writer, other] = await Promise.all([app.member(), app.member()]);
  reader = other;
  labels = [];
  for (const [i, [text, says]] of (golden.posts as [string, string[]][]).entries()) {
    // Some phones and Macs send what they type decomposed.
    const { id } = await writer.post(i % 4 === 3 ? text.normalize("NFD") : text);
    labels.push({ text, says, id });
  }
  await indexed(app);
});
afterAll(() => app.stop());

const has = (words: string[]) =>
  new Set(labels.filter(({ says }) => words.every((word) => says.includes(word))).map(({ id }) => id));
/** Said once more, as simply as can be: the letters stand in the text, narrow or wide. */
const contains = (piece: string) =>
  new Set(labels.filter(({ text }) => text.normalize("NFKC").includes(piece)).map(({ id }) => id));

const initials = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const initialsOf = (word: string) =>
  [...word].map((each) => initials[Math.floor((each.charCodeAt(0) - 0xac00) / 588)]).join("");
const closed = (word: string) => (word.charCodeAt(word.length - 1) - 0xac00) % 28 > 0;
const wide = (word: string) => word.replace(/[!-~]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0));

/** The ways in which people look for one labelled thing. */
function* waysToSay(word: string): Generator<[kind: string, q: string, wanted: Set<string>]> {
  const wanted = has([word]);
  yield ["as it is", word, wanted];
  yield ["decomposed", word.normalize("NFD"), wanted];
  if (/^[가-힣]+$/.test(word)) {
    yield ["with a particle", word + (closed(word) ? "을" : "를"), wanted];
    yield ["with a longer particle", `${word}에서`, wanted];
    if (word.length > 2) yield ["initials", initialsOf(word), wanted];
    if (word.length > 2) yield ["a piece of two syllables", word.slice(-2), contains(word.slice(-2))];
  } else if (/[a-z]/i.test(word)) {
    yield ["upper case", word.toUpperCase(), wanted];
    yield ["wide letters", wide(word), wanted];
    yield ["in quotation marks", `"${word}"`, wanted];
  } else if (word.length > 2) yield ["a piece of two characters", word.slice(0, 2), contains(word.slice(0, 2))];
}

function makeQueries(): Query[] {
  const queries: Query[] = [];
  for (const word of new Set(labels.flatMap(({ says }) => says)))
    for (const [kind, q, wanted] of waysToSay(word)) queries.push({ kind, q, wanted });
  for (const { says } of labels)
    for (const [i, word] of says.slice(1).entries())
      queries.push({ kind: "two things", q: `${says[i]} ${word}`, wanted: has([says[i]!, word]) });
  return queries;
}

async function judge({ kind, q, wanted }: Query): Promise<Result> {
  const path = `/api/v2/search?type=statuses&limit=40&q=${encodeURIComponent(q)}`;
  const { body } = await reader.get<{ statuses: PostBody[] }>(path);
  const found = body.statuses.map(({ id }) => id);
  const right = found.filter((id) => wanted.has(id)).length;
  return { kind, q, recall: right / wanted.size, precision: found.length === 0 ? 1 : right / found.length };
}

test("promise 18: Korean, Japanese, Chinese and English are found: recall at least 0.95, precision at least 0.9", async () => {
  const queries = makeQueries();
  expect(queries.length).toBeGreaterThanOrEqual(500);
  const results: Result[] = [];
  const waiting = [...queries];
  const ask = async () => {
    for (let query = waiting.pop(); query; query = waiting.pop()) results.push(await judge(query));
  };
  await Promise.all([ask(), ask(), ask(), ask()]);
  const mean = (all: Result[], of: "recall" | "precision") => all.reduce((sum, each) => sum + each[of], 0) / all.length;
  const figures = (all: Result[]) =>
    `${all.length} queries: recall ${mean(all, "recall").toFixed(3)}, precision ${mean(all, "precision").toFixed(3)}`;
  process.stdout.write(`golden set, ${figures(results)}\n`);
  for (const [kind, all] of Map.groupBy(results, ({ kind }) => kind)) {
    const worst = all.filter(({ recall, precision }) => recall < 1 || precision < 1).map(({ q }) => q.normalize("NFC"));
    process.stdout.write(
      `  ${kind}, ${figures(all)}${worst.length > 0 ? `; not exactly: ${worst.slice(0, 12).join(", ")}` : ""}\n`,
    );
    expect(mean(all, "recall"), kind).toBeGreaterThanOrEqual(0.95);
    expect(mean(all, "precision"), kind).toBeGreaterThanOrEqual(0.9);
  }
}, 120_000);
