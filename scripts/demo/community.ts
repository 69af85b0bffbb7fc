/** A post of the demo: who wrote it how many minutes ago, and what it answers (the `key` of an earlier one). */
export type DemoPost = {
  by: string;
  ago: number;
  text: string;
  key?: string;
  answers?: string;
  edited?: string;
  warning?: string;
  visibility?: "public" | "unlisted" | "private" | "direct";
  quotes?: string;
  likedBy?: string[];
  boostedBy?: string[];
};

export type DemoMember = { username: string; displayName: string };

export const members: DemoMember[] = [
  { username: "alice", displayName: "Alice Park" },
  { username: "bob", displayName: "Bob" },
  { username: "민수", displayName: "김민수" },
  { username: "jiwoo", displayName: "지우 🌿" },
  { username: "hana_books", displayName: "하나책방" },
  { username: "theo", displayName: "Theo van Dijk" },
];

/** Who follows whom. */
export const follows: Record<string, string[]> = {
  alice: ["bob", "민수", "jiwoo", "hana_books", "theo"],
  bob: ["alice", "민수", "hana_books"],
  민수: ["alice", "hana_books", "jiwoo", "theo"],
  jiwoo: ["alice", "민수", "hana_books"],
  hana_books: ["alice", "민수"],
  theo: ["alice", "bob", "hana_books", "jiwoo"],
};

/** A week in a town with a bookshop, a running club and a school; oldest first. */
export const timeline: DemoPost[] = [
  {
    by: "hana_books",
    ago: 8900,
    key: "open",
    text: "하나책방이 이 동네 커뮤니티에 문을 열었어요. 새 책 소식과 모임 이야기를 여기에 적을게요. 반가워요! 📚",
    likedBy: ["alice", "민수", "jiwoo", "theo"],
    boostedBy: ["alice"],
  },
  {
    by: "alice",
    ago: 8850,
    answers: "open",
    text: "Welcome! Your Thursday reading table is my favourite place in town.",
  },
  { by: "민수", ago: 8790, answers: "open", text: "@hana_books님 환영해요. 지난달에 추천해 주신 책 정말 잘 읽었어요." },
  { by: "theo", ago: 7400, text: "First week in Jeonju. People keep feeding me. I am not complaining. #전주에서" },
  {
    by: "jiwoo",
    ago: 7320,
    text: "이번 주 토요일 아침 7시, 천변에서 같이 달려요. 5km 천천히. 처음이어도 괜찮아요 🏃‍♀️ #아침달리기",
    key: "run",
  },
  { by: "bob", ago: 7290, answers: "run", text: "I'm in. Slow is my only speed." },
  { by: "민수", ago: 7250, answers: "run", key: "run2", text: "저도 갈게요! 비 오면 어떻게 하나요?" },
  { by: "jiwoo", ago: 7240, answers: "run2", text: "@민수님 비 오면 카페에서 따뜻한 거 마시기로 해요 ☕️" },
  {
    by: "alice",
    ago: 6100,
    text: "Small thing that made my day: the bus driver waited for the grandmother with the radishes.",
  },
  {
    by: "민수",
    ago: 5800,
    text: "학교 축제 포스터 초안이에요. 글씨가 너무 작을까요?\n\n날짜: 11월 28일\n장소: 운동장\n준비물: 튼튼한 신발",
    key: "poster",
    edited:
      "학교 축제 포스터 초안이에요. 글씨를 조금 키웠어요.\n\n날짜: 11월 28일 토요일\n장소: 운동장\n준비물: 튼튼한 신발",
  },
  { by: "hana_books", ago: 5700, answers: "poster", text: "멋져요! 책방 문에도 붙여 둘게요." },
  {
    by: "bob",
    ago: 4400,
    text: "TIL that Hangul has its own holiday, and that I have been writing ㅂ backwards for a year.",
    key: "hangul",
  },
  { by: "민수", ago: 4380, answers: "hangul", text: "ㅋㅋㅋㅋ 괜찮아요. 저도 b랑 d 아직 헷갈려요." },
  {
    by: "theo",
    ago: 3000,
    warning: "Ending of the drama (episode 12)",
    text: "I did not see that coming AT ALL. The letter was from her own grandmother?!",
    key: "drama",
  },
  { by: "jiwoo", ago: 2960, answers: "drama", warning: "12화 결말", text: "저 어제 새벽 두 시까지 울었어요…" },
  {
    by: "alice",
    ago: 1500,
    text: "Notes from tonight's town meeting, for those who couldn't come:\n\n– the crossing by the school gets a light\n– the library stays open until 9 on Wednesdays\n– we still need two people for the lantern table\n\nFull minutes: https://example.org/town/minutes/2026-11",
    key: "meeting",
  },
  { by: "bob", ago: 1480, answers: "meeting", text: "I can do the lantern table." },
  { by: "hana_books", ago: 1440, answers: "meeting", text: "도서관 수요일 연장 정말 반가운 소식이네요. #우리동네" },
  { by: "jiwoo", ago: 420, text: "오늘 노을 보셨어요? 퇴근길에 다들 멈춰 서서 하늘만 보고 있었어요." },
  {
    by: "theo",
    ago: 180,
    text: "Question for the locals: where do you buy good bread around here? 빵집 추천해 주세요 🥖",
    key: "bread",
  },
  { by: "민수", ago: 172, answers: "bread", text: "시장 안쪽 파란 간판 집이요! 아침 일찍 가야 소금빵이 있어요." },
  { by: "alice", ago: 165, answers: "bread", text: "What @민수님 said. Go before nine. Bring cash and patience." },
  {
    by: "hana_books",
    ago: 45,
    text: "내일 저녁 7시, 책방에서 시 읽는 모임이 있어요. 차는 준비해 둘게요. 좋아하는 시 한 편만 들고 오세요. #우리동네",
    key: "poems",
    likedBy: ["민수", "alice"],
    boostedBy: ["민수"],
  },
  {
    by: "민수",
    ago: 30,
    visibility: "direct",
    key: "aside",
    text: "@alice 내일 모임에 같이 갈래요? 제가 시집을 챙길게요.",
  },
  { by: "alice", ago: 24, answers: "aside", text: "Yes! Save me a seat near the stove." },
  { by: "theo", ago: 15, quotes: "poems", text: "I understand about half of this and I am going anyway." },
  {
    by: "bob",
    ago: 6,
    text: "Anyone else watching this page update by itself and feeling slightly magical about it?",
    likedBy: ["alice", "jiwoo"],
  },
];
