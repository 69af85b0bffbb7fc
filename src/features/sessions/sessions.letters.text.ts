type Place = { device: string; network: string; at: string };

const en = {
  greeting: (name: string) => `Hello ${name},`,
  place: ({ device, network, at }: Place) => [device, network, at].filter(Boolean).join(" · "),
  verify: (title: string, hours: number) => ({
    subject: `Confirm your address for ${title}`,
    lines: [
      `This address was given for your account at ${title}. Confirm that it is yours, and you can get back in if you ever forget your password.`,
      `The link is good for ${hours} hours and works once. If you did not ask for this, do nothing; without you the address is not used.`,
    ],
    label: "Confirm this address",
  }),
  taken: (title: string) => ({
    subject: `Somebody gave your address at ${title}`,
    lines: [
      `Somebody, perhaps you, gave this address for another account at ${title}. It stays with your account, and they were not told that it is taken.`,
      "If it was you: your account is the one named above. If you do not remember the password, ask for a new one on the log-in page.",
    ],
    label: "",
  }),
  reset: (title: string, minutes: number) => ({
    subject: `A new password for ${title}`,
    lines: [
      `Somebody, perhaps you, asked for a new password for your account at ${title}.`,
      `The link is good for ${minutes} minutes and works once. If it was not you, do nothing: your password stays as it is.`,
    ],
    label: "Choose a new password",
  }),
  passwordChanged: (title: string) => ({
    subject: `Your password for ${title} was changed`,
    lines: [
      "Your password was changed by a link sent to this address, and everybody who was logged in to your account is logged out.",
      "If it was not you, somebody else can read your mail: change its password first, then ask for a new one here.",
    ],
    label: "",
  }),
  newDevice: (title: string, place: string) => ({
    subject: `A new device in your account at ${title}`,
    lines: [
      "Somebody logged in to your account from a device that was not used for it before:",
      place,
      "If it was you, all is well. If not, choose a new password at once; that logs everybody else out.",
    ],
    label: "Choose a new password",
  }),
  addressChanged: (title: string) => ({
    subject: `Your account at ${title} has another address`,
    lines: [
      "Your account now has another e-mail address, confirmed by a link. Nothing more is sent to this one.",
      "If it was not you, write to those who run this community at once.",
    ],
    label: "",
  }),
  totpOn: (title: string) => ({
    subject: `Two-step log-in is on at ${title}`,
    lines: [
      "From now on, logging in to your account also takes a code from your authenticator app.",
      "If it was not you, choose a new password, and write to those who run this community.",
    ],
    label: "",
  }),
  totpOff: (title: string) => ({
    subject: `Two-step log-in is off at ${title}`,
    lines: [
      "From now on, your password alone is enough to log in to your account.",
      "If it was not you, choose a new password at once and turn it on again.",
    ],
    label: "",
  }),
};

const ko: typeof en = {
  greeting: (name) => `${name}님, 안녕하세요.`,
  place: ({ device, network, at }) => [device, network, at].filter(Boolean).join(" · "),
  verify: (title, hours) => ({
    subject: `[${title}] 이메일 주소를 확인해 주세요`,
    lines: [
      `${title} 계정에 이 주소가 등록되었어요. 본인의 주소가 맞는지 확인해 두면, 비밀번호를 잊었을 때 다시 들어올 수 있어요.`,
      `링크는 ${hours}시간 동안 한 번만 쓸 수 있어요. 요청한 적이 없다면 그냥 두세요. 확인하지 않으면 이 주소는 쓰이지 않아요.`,
    ],
    label: "이 주소 확인하기",
  }),
  taken: (title) => ({
    subject: `[${title}] 누군가 이 이메일 주소를 입력했어요`,
    lines: [
      `누군가(어쩌면 본인이) ${title}의 다른 계정에 이 주소를 입력했어요. 주소는 그대로 회원님의 계정에 있고, 상대에게는 이미 쓰이는 주소라고 알리지 않았어요.`,
      "본인이었다면, 위에 적힌 이름이 이 주소의 계정이에요. 비밀번호가 기억나지 않으면 로그인 화면에서 새로 정할 수 있어요.",
    ],
    label: "",
  }),
  reset: (title, minutes) => ({
    subject: `[${title}] 비밀번호를 새로 정해 주세요`,
    lines: [
      `누군가(어쩌면 본인이) ${title} 계정의 비밀번호를 새로 정하겠다고 요청했어요.`,
      `링크는 ${minutes}분 동안 한 번만 쓸 수 있어요. 요청한 적이 없다면 그냥 두세요. 비밀번호는 바뀌지 않아요.`,
    ],
    label: "새 비밀번호 정하기",
  }),
  passwordChanged: (title) => ({
    subject: `[${title}] 비밀번호가 바뀌었어요`,
    lines: [
      "이 주소로 보낸 링크에서 비밀번호가 바뀌었고, 로그인되어 있던 곳은 모두 로그아웃되었어요.",
      "본인이 아니라면 다른 사람이 메일을 읽고 있다는 뜻이에요. 먼저 메일 계정의 비밀번호를 바꾸고, 여기에서도 새로 정해 주세요.",
    ],
    label: "",
  }),
  newDevice: (title, place) => ({
    subject: `[${title}] 새 기기에서 로그인했어요`,
    lines: [
      "지금까지 쓰지 않던 기기에서 계정에 로그인했어요.",
      place,
      "본인이라면 괜찮아요. 아니라면 바로 비밀번호를 새로 정해 주세요. 다른 곳은 모두 로그아웃돼요.",
    ],
    label: "새 비밀번호 정하기",
  }),
  addressChanged: (title) => ({
    subject: `[${title}] 계정의 이메일 주소가 바뀌었어요`,
    lines: [
      "계정의 이메일 주소가 링크 확인을 거쳐 다른 주소로 바뀌었어요. 앞으로 이 주소로는 메일을 보내지 않아요.",
      "본인이 아니라면 이 커뮤니티의 운영자에게 바로 알려 주세요.",
    ],
    label: "",
  }),
  totpOn: (title) => ({
    subject: `[${title}] 2단계 로그인을 켰어요`,
    lines: [
      "이제 로그인할 때 인증 앱의 코드도 입력해야 해요.",
      "본인이 아니라면 비밀번호를 새로 정하고, 이 커뮤니티의 운영자에게 알려 주세요.",
    ],
    label: "",
  }),
  totpOff: (title) => ({
    subject: `[${title}] 2단계 로그인을 껐어요`,
    lines: [
      "이제 비밀번호만으로 로그인할 수 있어요.",
      "본인이 아니라면 바로 비밀번호를 새로 정하고 2단계 로그인을 다시 켜 주세요.",
    ],
    label: "",
  }),
};

/** What members are told by mail. */
export const text = { en, ko };
