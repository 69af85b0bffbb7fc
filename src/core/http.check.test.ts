import Fastify from "fastify";
import { expect, test } from "vitest";
import { z } from "zod";
import { Problem, checkAnswer } from "./http.check.ts";

const Post = z.object({
  id: z.string(),
  by: z.object({ name: z.string() }),
  tags: z.array(z.object({ name: z.string() })),
});
const post = { id: "1", by: { name: "alice" }, tags: [{ name: "서울" }] };

/** What is found wrong with an answer. */
function found(shape: z.ZodType, answer: unknown): string[] {
  const http = Fastify();
  const breaches: string[] = [];
  http.decorate("breaches", breaches);
  checkAnswer(http, "GET /it", shape, answer);
  return breaches;
}

test("an answer that is what its contract says is nothing to note, also one without a body", () => {
  expect(found(Post, post)).toEqual([]);
  expect(found(Post.partial(), { id: "1", by: undefined })).toEqual([]);
  expect(found(z.void(), undefined)).toEqual([]);
});

test("a field that the contract does not know is named, however deep it is", () => {
  expect(found(Post, { ...post, password: "x" })).toEqual(["GET /it says what no contract does: password"]);
  expect(found(Post, { ...post, by: { name: "alice", email: "x" } })[0]).toMatch(/by\.email$/);
  expect(found(z.array(Post), [post, { ...post, tags: [{ name: "a" }, { name: "b", id: 5 }] }])[0]).toMatch(
    /1\.tags\.1\.id$/,
  );
});

test("a field too few and one of the wrong kind are noted", () => {
  expect(found(Post, { ...post, id: undefined })[0]).toMatch(/^GET \/it: .*id/s);
  expect(found(Post, { ...post, id: 1 })[0]).toMatch(/^GET \/it: .*string/s);
});

test("an error is a sentence and, where it helps, what is wrong with each field; nothing else", () => {
  const error = { error: "No.", code: "csrf", details: { name: [{ error: "ERR_TAKEN", description: "Taken." }] } };
  expect(found(Problem, error)).toEqual([]);
  expect(found(Problem, { message: "No." })).not.toEqual([]);
  expect(found(Problem, { error: "No.", stack: "at …" })[0]).toMatch(/stack$/);
  expect(found(Problem, { error: "No.", details: { name: [] } })).not.toEqual([]);
});
