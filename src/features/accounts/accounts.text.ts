const en = {
  joined: (month: string) => `Joined ${month}`,
  posts: (n: number) => (n === 1 ? "1 post" : `${n.toLocaleString("en")} posts`),
  following: (n: string) => [n, "following"],
  followers: (n: string) => [n, n === "1" ? "follower" : "followers"],
  you: "You",
  bot: "Automated",
  locked: "Approves followers",
};

const ko: typeof en = {
  joined: (month) => `${month} 가입`,
  posts: (n) => `글 ${n.toLocaleString("ko")}개`,
  following: (n) => ["팔로잉", n],
  followers: (n) => ["팔로워", n],
  you: "나",
  bot: "자동 계정",
  locked: "팔로우 승인제",
};

/** The words about people. */
export const text = { en, ko };
