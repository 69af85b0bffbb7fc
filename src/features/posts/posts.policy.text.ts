const en = {
  title: "Who may reply and quote",
  hint: "It holds from now on. What has been said already stays.",
  whoReplies: "Who may reply",
  replies: {
    everyone: "Everyone who sees it",
    followers: "Followers and mentioned people",
    mentioned: "Only mentioned people",
    nobody: "Nobody",
  },
  whoQuotes: "Who may quote it",
  quotes: { public: "Everyone", followers: "Followers", nobody: "Nobody" },
  noQuotes: "A post that is not for everyone cannot be quoted.",
  save: "Save",
  saved: "Changed",
  retry: "Try again",
  failed: (why: string) => `Not changed. ${why}`,
};

const ko: typeof en = {
  title: "답글과 인용을 할 수 있는 사람",
  hint: "지금부터 적용돼요. 이미 쓴 답글과 인용은 그대로 남아요.",
  whoReplies: "답글을 쓸 수 있는 사람",
  replies: {
    everyone: "이 글을 보는 모두",
    followers: "팔로워와 언급한 사람",
    mentioned: "언급한 사람만",
    nobody: "아무도 안 됨",
  },
  whoQuotes: "인용할 수 있는 사람",
  quotes: { public: "모두", followers: "팔로워", nobody: "아무도 안 됨" },
  noQuotes: "모두에게 공개하지 않은 글은 인용할 수 없어요.",
  save: "저장",
  saved: "바꿨어요",
  retry: "다시 시도",
  failed: (why) => `바꾸지 못했어요. ${why}`,
};

/** The words of the sheet on which an author says who may reply to a post and quote it. */
export const policyText = { en, ko };
