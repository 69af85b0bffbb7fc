const some = (n: number, more: boolean, lang: string) => `${n.toLocaleString(lang)}${more ? "+" : ""}`;

const en = {
  title: "Search",
  field: "Search posts, people and tags",
  placeholder: "Words, @name, #tag",
  clear: "Clear",
  further: "Show more",
  kinds: "Kinds of results",
  posts: "Posts",
  people: "People",
  tags: "Tags",
  count: (n: number, more: boolean) => some(n, more, "en"),
  found: (n: number, more: boolean) =>
    n === 0 ? "Nothing found" : n === 1 && !more ? "1 result" : `${some(n, more, "en")} results`,
  results: (q: string) => `Results for “${q}”`,
  start: "What are you looking for?",
  startHint: "Two syllables of Korean are enough, or just the initials: ㅎㄱ finds 한글.",
  none: "Nothing found",
  noneHint: (q: string) => `Nothing that you can see says “${q}”. Try fewer or other words.`,
  end: "That is everything that was found.",
  uses: (n: number) =>
    n === 0 ? "Not used this week" : n === 1 ? "1 post this week" : `${n.toLocaleString("en")} posts this week`,
  help: "Search more precisely",
  helps: [
    ['"exact words"', "exactly these words, one after the other"],
    ["-word", "without this word"],
    ["from:name", "written by someone; from:me for your own"],
    ["after:2026-01-31", "written after that day"],
    ["before:2026-01-31", "written before that day"],
    ["has:link", "with a link"],
    ["in:library", "what you wrote or were named in"],
    ["in:public", "public posts only; in:direct for direct ones"],
  ] as [string, string][],
};

const ko: typeof en = {
  title: "검색",
  field: "글, 사람, 태그 검색",
  placeholder: "낱말, @이름, #태그",
  clear: "지우기",
  further: "더 보기",
  kinds: "결과 종류",
  posts: "글",
  people: "사람",
  tags: "태그",
  count: (n, more) => some(n, more, "ko"),
  found: (n, more) => (n === 0 ? "찾은 것이 없어요" : `결과 ${n.toLocaleString("ko")}개${more ? " 이상" : ""}`),
  results: (q) => `‘${q}’ 검색 결과`,
  start: "무엇을 찾을까요?",
  startHint: "두 글자만 적어도 찾을 수 있어요. ㅎㄱ처럼 초성만 적으면 ‘한글’도 찾아요.",
  none: "찾은 것이 없어요",
  noneHint: (q) => `볼 수 있는 것 가운데 ‘${q}’에 맞는 것이 없어요. 낱말을 줄이거나 바꿔 보세요.`,
  end: "찾은 것은 여기까지예요.",
  uses: (n) => (n === 0 ? "이번 주에는 쓰이지 않았어요" : `이번 주 글 ${n.toLocaleString("ko")}개`),
  help: "더 정확하게 찾기",
  helps: [
    ['"정확한 말"', "이 말이 그대로 들어간 글"],
    ["-낱말", "이 낱말이 없는 글"],
    ["from:이름", "그 사람이 쓴 글. 내 글은 from:me"],
    ["after:2026-01-31", "그날 이후에 쓴 글"],
    ["before:2026-01-31", "그날 이전에 쓴 글"],
    ["has:link", "링크가 있는 글"],
    ["in:library", "내가 쓰거나 나를 언급한 글"],
    ["in:public", "공개 글만. 다이렉트는 in:direct"],
  ],
};

/** The words of the search page. */
export const text = { en, ko };
