import { renderToStaticMarkup } from "react-dom/server";
import { MemoryRouter } from "react-router";
import { expect, test, vi } from "vitest";
import type { Post } from "./posts.store.ts";

const reader = vi.hoisted(() => ({ lang: "ko" as "en" | "ko" }));
vi.mock("#web/prefs", async (original) => ({
  ...(await original<object>()),
  useLang: () => reader.lang,
  useText: <T,>(texts: { en: T; ko: T }) => texts[reader.lang],
}));
// Node has no DOM parser; how the server's HTML is copied has its own tests.
vi.mock("#web/ui", async (original) => ({ ...(await original<object>()), Html: ({ html }: { html: string }) => html }));
vi.mock("#sessions/web", () => ({ useSession: () => ({ status: "in", me: { account: { id: "1" } }, ended: null }) }));
const { posts } = await import("./posts.store.ts");
const { QuoteCard } = await import("./QuoteCard.tsx");
const { PostCard } = await import("./PostCard.tsx");

const account = { id: "2", username: "민수", acct: "민수", display_name: "김민수", avatar: "" } as Post["account"];
const post = (over: Partial<Post> = {}): Post =>
  ({
    id: "10",
    url: "https://here.example/@민수/10",
    created_at: "2026-11-24T03:00:00.000Z",
    edited_at: null,
    account,
    content: "첫눈이 와요",
    visibility: "public",
    spoiler_text: "",
    mentions: [],
    replies_count: 2,
    in_reply_to_id: null,
    in_reply_to_account_id: null,
    language: "ko",
    favourites_count: 0,
    reblogs_count: 0,
    quotes_count: 0,
    reblog: null,
    quote: null,
    reply_policy: "everyone",
    quote_approval: { automatic: ["public"], manual: [], current_user: "automatic" },
    ...over,
  }) as Post;
const show = (over: Partial<Post> = {}) =>
  renderToStaticMarkup(
    <MemoryRouter>
      <PostCard post={post(over)} />
    </MemoryRouter>,
  );

test("a post shows who wrote it, links to itself by its time, and speaks its own language", () => {
  const html = show();
  expect(html).toContain('href="/@민수"');
  expect(html).toContain('href="/@민수/10"');
  expect(html).toContain('lang="ko"');
  expect(html).toContain('dateTime="2026-11-24T03:00:00.000Z"');
});

test("how many replied is read out in words", () => {
  expect(show()).toContain("답글 쓰기, 지금까지 답글 2개");
});

test("behind a warning nothing of the post is in the page until the reader unfolds it", () => {
  const html = show({ spoiler_text: "영화 결말" });
  expect(html).toContain("영화 결말");
  expect(html).toContain('aria-expanded="false"');
  expect(html).not.toContain("첫눈이 와요");
});

test("only an edited post offers its earlier versions", () => {
  expect(show()).not.toContain("수정됨");
  expect(show({ edited_at: "2026-11-24T04:00:00.000Z" })).toContain("수정됨");
});

test("a post that is not for everyone says so, a public one says nothing", () => {
  expect(show({ visibility: "unlisted" })).toContain("조용히 공개");
  expect(show()).not.toContain("전체 공개");
});

test("a reply says whom it answers", () => {
  const mentions = [{ id: "5", username: "haruka", acct: "haruka", url: "" }];
  expect(show({ in_reply_to_id: "9", in_reply_to_account_id: "5", mentions })).toContain("@haruka 님에게 답글");
  expect(show({ in_reply_to_id: "9", in_reply_to_account_id: "2" })).toContain("이어 쓴 글");
});

test("a post that failed keeps its words, gives the reason and the two ways out", () => {
  const html = show({ id: "local:1", local: "failed", failure: "글이 너무 길어요." });
  for (const words of ["첫눈이 와요", "글이 너무 길어요.", "다시 시도", "그만두기"]) expect(html).toContain(words);
  expect(html).not.toContain("더 보기");
});

test("a post on its way is there already, and says that it is not settled", () => {
  const html = show({ id: "local:1", local: "sending" });
  expect(html).toContain("첫눈이 와요");
  expect(html).toContain('aria-busy="true"');
});

test("what can be done says how many did it, and whether the reader did", () => {
  const html = show({
    favourites_count: 12,
    favourited: true,
    reblogs_count: 1200,
    reblogged: true,
    bookmarked: false,
  });
  expect(html).toMatch(/title="좋아요, 지금까지 좋아요 12개"[^>]*aria-pressed="true"/);
  expect(html).toContain(">내가 부스트한 글, 지금까지 부스트 1,200개<");
  expect(html).toMatch(/title="북마크"[^>]*aria-pressed="false"/);
  expect(html).toContain("1.2천");
});

test("a post that the reader may not reply to says why in the place of the reply", () => {
  expect(show({ reply_policy: "followers", can_reply: false })).toMatch(
    /title="글쓴이의 팔로워와 언급된 사람만 답글을 쓸 수 있어요"[^>]*aria-disabled="true"/,
  );
  expect(show({ reply_policy: "followers", can_reply: true })).toContain("팔로워와 언급된 사람만 답글을 쓸 수 있어요");
  expect(show()).not.toContain("aria-disabled");
});

test("a boosted post says who brought it, and the post is still its author's", () => {
  const booster = { ...account, id: "3", username: "haruka", acct: "haruka", display_name: "하루카" };
  const html = renderToStaticMarkup(
    <MemoryRouter>
      <PostCard post={post()} booster={booster} />
    </MemoryRouter>,
  );
  expect(html).toContain("하루카 님이 부스트했어요");
  expect(html).toContain('href="/@민수/10"');
});

const quoted = (state: NonNullable<Post["quote"]>["state"]) =>
  renderToStaticMarkup(
    <MemoryRouter>
      <QuoteCard quote={{ state, quoted_status: null, quoted_status_id: "3" }} />
    </MemoryRouter>,
  );

test.each([
  ["deleted", "인용한 글이 사라졌어요."],
  ["unauthorized", "인용한 글을 볼 수 없어요."],
  ["revoked", "인용된 글의 글쓴이가 인용을 거두었어요."],
  ["blocked_account", "내가 차단한 사람의 글이에요."],
  ["muted_account", "내가 뮤트한 사람의 글이에요."],
] as const)("a quote that is %s says so in plain words", (state, words) => {
  expect(quoted(state)).toContain(words);
});

test("a quoted post is shown with its author and the way to it, and what it quotes is only told", () => {
  const inner = { state: "accepted", quoted_status: null, quoted_status_id: "2" } as const;
  posts.take([post({ id: "3", content: "인용된 말", quote: inner })], 1);
  const html = quoted("accepted");
  for (const words of ["인용된 말", "김민수", 'href="/@민수/3"', "다른 글을 인용했어요"]) expect(html).toContain(words);
});

test("with another language chosen the same card speaks it", () => {
  reader.lang = "en";
  expect(show({ edited_at: "2026-11-24T04:00:00.000Z" })).toContain("edited");
  reader.lang = "ko";
});
