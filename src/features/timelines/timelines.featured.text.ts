const en = {
  featured: "Featured tags",
  feature: "Show on your profile",
  unfeature: "Take off your profile",
  added: "It stands on your profile now",
  removed: "It stands on your profile no longer",
  posts: (n: number) => (n === 1 ? "1 post" : `${n.toLocaleString("en")} posts`),
  taggedBy: (name: string, tag: string) => `#${tag} by ${name}`,
  empty: (tag: string) => `No posts with #${tag} here`,
};

const ko: typeof en = {
  featured: "대표 태그",
  feature: "내 프로필에 보이기",
  unfeature: "내 프로필에서 내리기",
  added: "이제 내 프로필에 보여요",
  removed: "이제 내 프로필에 보이지 않아요",
  posts: (n) => `글 ${n.toLocaleString("ko")}개`,
  taggedBy: (name, tag) => `#${tag} · ${name} 님의 글`,
  empty: (tag) => `#${tag} 태그로 쓴 글이 없어요`,
};

/** The words about the tags that somebody shows on their profile. */
export const featuredText = { en, ko };
