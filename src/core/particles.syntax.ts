/**
 * Where a Korean word ends and its particle begins, for the few cases that can be told without a dictionary.
 * In doubt nothing is cut: a tag that keeps its particle is a small flaw, a tag cut in two is a wrong word.
 */

const words = (list: string) => list.trim().split(/\s+/);

const afterAny = words(`
  에서는 에서도 에서의 에서만 에서부터 에서까지 에서 에선 에는 에도 에만 에게서 에게는 에게도 에게 에겐 에
  께서는 께서도 께서 께 한테서 한테는 한테도 한테 까지는 까지도 까지 부터는 부터 처럼 보다 마다 입니다`);
const afterFinal = words("은 을 으로는 으로도 으로서 으로써 으로부터 으로 이라고 이라는 이랑 이에요");
const afterVowel = words("는 를 라고 라는 랑 예요");
/** Also ends of Korean nouns (고양이, 작가, 종로), so these are cut only after another script. */
const afterForeign = words("이 가 의 과 와 도 만 로 로는 로도 로서 로써 로부터 하고");
/** After a digit these are units and places: 36도, 100만, 종로3가, 제1과. */
const notAfterDigit = new Set(words("가 과 도 만 로"));

const foreignParticles = new Set([...afterAny, ...afterFinal, ...afterVowel, ...afterForeign]);
const finalParticles = new Set(afterFinal);
const vowelParticles = new Set(afterVowel);
const hangulParticles = [...afterAny, ...afterFinal, ...afterVowel].sort((a, b) => b.length - a.length);

/** Words that only look as if they ended in a particle. */
const wholeWords = words(`
  알로에 클로에 오보에 누에 함께 저께 그제께 사랑 자랑 노랑 파랑 아리랑 도랑 고랑 벼랑 피랑 화랑 호랑 나랑 너랑
  드라마다 고구마다 아줌마다 파자마다 오바마다 카르마다 로마다 바라는 자라는 모자라는 잠자는
  보입니다 모입니다 쓰입니다 쌓입니다 놓입니다 붙입니다 높입니다 움직입니다 반짝입니다 속삭입니다 망설입니다 기울입니다`);

/** Nouns in 이 after a final consonant, without the 이: 고양이랑 is 고양이 and 랑, not 고양 and 이랑. */
const nounsInI = words(`
  고양 호랑 원숭 린 젊은 늙은 냥 댕 멍멍 꼬맹 알맹 돌맹 집순 집돌 쟁 둥 뱅 떡볶 볶 목걸 귀걸 옷걸 놀 손잡 살 풀 맞
  나들 집들 먹 야옹 지팡 달팽 구렁 곰팡 누렁`);

/** Syllables in which verb stems end, so that 는 after them may be a verb's ending: 함께하는, 달리는, 꿈꾸는. */
const verbEnds = new Set(
  "하되지이리기키히우추치나오가보주르쓰크타사드내꾸시서니러누두라다려루피비미모매깨쉬뛰끄뜨끼찌켜펴까싸짜빠따쏘꼬고게바",
);

/** Common nouns that end in one of them; compounds that end in these count as well. */
const nouns = words(`
  우리 소리 거리 머리 자리 다리 요리 관리 처리 정리 심리 파리 거리 나라 콜라 신라 바다 판다 하루 마루 가루 회사 역사 교사 의사 기사
  행사 공사 식사 검사 강사 천사 박사 이야기 경기 일기 연기 인기 분위기 비행기 감기 공기 전기 여기 강아지 아버지 편지 돼지 이미지 메시지
  페이지 아이 사이 어린이 도시 택시 전시 접시 서울시 부산시 작가 휴가 국가 평가 요가 물가 화가 제주 광주 우주 전주 경주 원주 청주 공주 맥주
  소주 정보 초보 바보 홍보 후보 라디오 비디오 스튜디오 배우 새우 여우 경우 한우 김치 정치 참치 가치 위치 코로나 하나 누나 바나나 지하 마이크
  토크 케이크 네트워크 테크 기타 스타 산타 카드 코드 브랜드 트렌드 밴드 가이드 엔드 모드 피드 클라우드 시내 실내 국내 안내 아내 언니 어머니
  할머니 비누 만두 모두 자두 호두 구두 커피 준비 장비 나비 소비 의미 취미 개미 매미 사고 광고 창고 신고 가게 무게 장르 쿠키 배추 고추 도서
  순서 부서 독서 문서 부모 규모 이모 고모 오빠 아빠 강남 경남 전남 충남 호남 영남 성남 하남 부담 상담 농담 시작 제작 동작 수입 가입 가죽`);

/** Stems of adjectives and verbs whose 은 and 을 are endings: 기분좋은, 하고싶은, 직접찍은. */
const adjectives = new Set(
  "좋싫많작높낮깊얕넓좁짧굵얇밝맑붉검늙젊굳같싶없않남받읽먹찍입죽얻찾잊믿닮담숨옳낳놓앉볶묶씻벗웃녹익썩잡꽂엮섞깎꺾덮갚짙맡붙쫓찢젖늦맞갖뽑굽씹줍",
);

/** Surnames and middle syllables of names such as 이정은, which are left whole. */
const surnames = new Set(
  "김이박최정강조윤장임한오서신권황안송류유홍전고문손양배백허남심노하곽성차주우구민진지엄채원천방공현",
);
const middles = new Set("영정성경상명동종총윤현진선순연찬예혜");

const isSyllable = (char: string | undefined) => char !== undefined && char >= "가" && char <= "힣";

/** The index of a syllable's final consonant, 0 when it ends in its vowel. */
const finalOf = (syllable: string) => (syllable.charCodeAt(0) - 0xac00) % 28;
const rieul = 8;
const ssangsiot = 20;

const endsIn = (word: string, list: string[]) => list.some((end) => word.endsWith(end));

/** Whether cutting `particle` off a Hangul `stem` is grammatical and does not break a word we know of. */
function fits(stem: string, particle: string): boolean {
  const last = stem.at(-1) ?? "";
  const final = finalOf(last);
  if (finalParticles.has(particle) ? final === 0 : vowelParticles.has(particle) && final !== 0) return false;
  if (particle.startsWith("으로")) return final !== rieul;
  if (endsIn(stem + particle, wholeWords)) return false;
  if (particle.startsWith("이")) return !endsIn(stem, nounsInI);
  if (particle === "은" || particle === "을") {
    if (final === ssangsiot) return false;
    const [first = "", middle = ""] = stem;
    if (particle === "은" && stem.length === 2 && surnames.has(first) && middles.has(middle)) return false;
    return !adjectives.has(last) || endsIn(stem, nouns);
  }
  const verbal =
    particle === "는" || particle === "라고" || particle === "라는" || (particle === "보다" && final === 0);
  if (!verbal) return true;
  if (endsIn(stem, nouns) || nounsInI.some((noun) => stem.endsWith(`${noun}이`))) return true;
  // 바라보다, 먹어보다: after a vowel 보다 is "than" only when the noun is known.
  return particle !== "보다" && !verbEnds.has(last);
}

/** The Korean particle at the end of an NFC word that can safely be cut off, or "". */
export function particleOf(word: string): string {
  let start = word.length;
  while (start > 0 && isSyllable(word[start - 1])) start--;
  const hangul = word.slice(start);
  const before = word[start - 1] ?? "";
  if (/[\p{L}\p{M}\p{Nd}]/u.test(before) || /[\uDC00-\uDFFF]/.test(before)) {
    if (foreignParticles.has(hangul) && !(/\d/.test(before) && notAfterDigit.has(hangul))) return hangul;
    // 2026년에, K팝은: one syllable is enough when a number or another script stands before it.
    return (
      hangulParticles.find(
        (end) => hangul.length > end.length && hangul.endsWith(end) && fits(hangul.slice(0, -end.length), end),
      ) ?? ""
    );
  }
  return (
    hangulParticles.find(
      (end) => hangul.length > end.length + 1 && hangul.endsWith(end) && fits(hangul.slice(0, -end.length), end),
    ) ?? ""
  );
}

/** Whether a run of Hangul glued to an ASCII address is nothing but a particle. */
export function isParticle(hangul: string): boolean {
  return foreignParticles.has(hangul);
}

const titles =
  "님|씨|군|양|쌤|샘|형|형님|누나|누님|언니|오빠|선배|선배님|선생님|사장님|대표님|작가님|기자님|팀장님|과장님|부장님|교수님|네";
const japaneseEnds = "が|は|を|に|の|と|も|へ|で|から|まで|より|や|って|だ|です";
/** What may be glued to a name: a title, then a particle, with or without the 이 of a name that ends in a consonant. */
const nameEnd = new RegExp(
  `^(?:(?:${titles})?(?:들)?(?:이?(?:${[...foreignParticles, "야", "아", "여", "님"].join("|")}))?요?` +
    `|(?:さん|ちゃん|くん|さま|君|様|氏|殿|先生|先輩)?(?:${japaneseEnds})?)$`,
);

/**
 * Whether what follows a name can be glued to it, as in 민수님이, alice는 or さくらさんが. A name that is only the beginning
 * of what was written is never meant: `@민수진` is not for 민수.
 */
export function isNameEnd(rest: string): boolean {
  return nameEnd.test(rest);
}
