import { expect, test } from "vitest";
import { text } from "./timelines.text.ts";
import { threadText } from "./timelines.thread.text.ts";

test("the pill counts new posts as people do", () => {
  expect([1, 12, 1200].map(text.en.fresh)).toEqual(["1 new post", "12 new posts", "1,200 new posts"]);
  expect([1, 1200].map(text.ko.fresh)).toEqual(["새 글 1개", "새 글 1,200개"]);
});

test("Korean sentences about people need no particle that depends on the name", () => {
  for (const name of ["민수", "서연", "alice"]) {
    expect(text.ko.emptyOther(name)).toBe(`${name} 님은 아직 글을 쓰지 않았어요`);
    expect(text.ko.postsOf(name)).toBe(`${name} 님의 글`);
  }
});

test("what became of a post is counted as people do", () => {
  const { en, ko } = threadText;
  expect([en.boosts(1), en.likes(2), en.quotes(1200)]).toEqual(["1 boost", "2 likes", "1,200 quotes"]);
  expect([ko.boosts(1), ko.likes(2), ko.quotes(1200)]).toEqual(["부스트 1회", "좋아요 2개", "인용 1,200회"]);
});
