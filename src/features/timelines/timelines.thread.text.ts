const en = {
  reception: "What others did with this post",
  boosts: (n: number) => (n === 1 ? "1 boost" : `${n.toLocaleString("en")} boosts`),
  likes: (n: number) => (n === 1 ? "1 like" : `${n.toLocaleString("en")} likes`),
  quotes: (n: number) => (n === 1 ? "1 quote" : `${n.toLocaleString("en")} quotes`),
  quoting: "Quotes of this post",
  noQuotes: "Nobody has quoted this post yet",
};

const ko: typeof en = {
  reception: "이 글에 대한 반응",
  boosts: (n) => `부스트 ${n.toLocaleString("ko")}회`,
  likes: (n) => `좋아요 ${n.toLocaleString("ko")}개`,
  quotes: (n) => `인용 ${n.toLocaleString("ko")}회`,
  quoting: "이 글을 인용한 글",
  noQuotes: "아직 이 글을 인용한 사람이 없어요",
};

/** The words about what became of a post. */
export const threadText = { en, ko };
