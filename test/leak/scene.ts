import { SignJWT } from "jose";
import type { Ear, Guest, Member, PostBody, TestApp } from "#test/app";

/** How somebody stands to the author: a follower, at odds (one blocks the other), or nothing to them. */
export type Standing = "none" | "follower" | "odds";

/**
 * Somebody who looks. `account` is who the server should take them for; null for nobody. `before` is how they stood while
 * everything happened, `now` how they stand when they look.
 */
export type Viewer = {
  name: string;
  who: Guest;
  account: string | null;
  before: Standing;
  now: Standing;
  /** Whether they mute the author, or want none of the boosts of the account that boosts. */
  mutes?: boolean;
  /** Whether they follow the account that boosts, and want to see that. */
  fan?: boolean;
};

const visibilities = ["public", "unlisted", "private", "direct"] as const;
const fates = ["as written", "edited", "restored", "deleted"] as const;

/** A post that is looked for. `word` stands in its text now, `oldWord` stood there before an edit. */
export type Target = {
  name: string;
  id: string;
  visibility: (typeof visibilities)[number];
  fate: (typeof fates)[number];
  author: string;
  /** The accounts that it was written to. */
  circle: string[];
  /** The boost of it, if it could be boosted. */
  boost: string | null;
  text: string;
  word: string;
  oldWord: string | null;
  /** A public reply below it; below a direct post a direct one, as there is no other. */
  leaf: string;
};

/** One member's socket on one channel. */
export type Listener = { viewer: Viewer; channel: string; ear: Ear };

export type Scene = {
  app: TestApp;
  author: Member;
  /** Somebody who boosts all that may be boosted. */
  booster: Member;
  viewers: Viewer[];
  targets: Target[];
  /** The public post that all targets answer. */
  root: PostBody;
  /** The public post that all targets quote. */
  quoted: PostBody;
  /** Where the log stood before all of it. */
  start: number;
  listeners: Listener[];
};

/**
 * The rule, said once more and on its own: what is not deleted is for everyone if it is open, for its circle, and for
 * followers unless it is direct; and never across a block.
 */
export const maySee = (target: Target, viewer: Viewer, standing = viewer.now): boolean =>
  target.fate !== "deleted" && couldSee(target, viewer, standing);

/** The same while a deleted post was still there. */
export function couldSee(
  { visibility, circle, author }: Target,
  { account, before }: Viewer,
  standing = before,
): boolean {
  if (account === author) return true;
  if (standing === "odds") return false;
  if (visibility === "public" || visibility === "unlisted") return true;
  return account !== null && (circle.includes(account) || (visibility === "private" && standing === "follower"));
}

type Nine = [Member, Member, Member, Member, Member, Member, Member, Member, Member];

const word = (name: string) => `w${name.replaceAll(/\W/g, "")}${Math.random().toString(36).slice(2)}`;

/** Plays it: every visibility and fate, heard by everyone's sockets while it happens. */
export async function playScene(app: TestApp): Promise<Scene> {
  const names = ["author", "booster", "named", "stranger", "follower", "requester", "former", "blocked", "blocker"];
  const more = ["muter", "fan", "lapsed", "spurned"];
  const all = await Promise.all([...names, ...more].map((name) => app.member(name)));
  const [author, booster, named, stranger, follower, requester, former, blocked, blocker] = all as Nine;
  const [muter, fan, lapsed, spurned] = all.slice(names.length) as [Member, Member, Member, Member];
  const does = async (who: Member, verb: string, whom: Member) => {
    const answer = await who.send("POST", `/api/v1/accounts/${whom.id}/${verb}`);
    if (answer.status !== 200) throw new Error(`${who.username} ${verb} ${whom.username}: ${answer.text}`);
  };
  for (const who of [follower, former, blocked, blocker, muter, lapsed, spurned]) await does(who, "follow", author);
  await does(former, "unfollow", author);
  await does(author, "block", blocked);
  await does(blocker, "block", author);
  await does(muter, "mute", author);
  await does(fan, "follow", booster);
  await author.send("PATCH", "/api/v1/accounts/update_credentials", { body: { locked: true } });
  await does(requester, "follow", author);

  const nobody = { account: null, before: "none", now: "none" } as const;
  const somebody = (who: Member, rest: Partial<Viewer> = {}): Viewer => ({
    ...{ name: who.username, who, account: who.id, before: "none", now: "none" },
    ...rest,
  });
  const viewers: Viewer[] = [
    { ...nobody, name: "anonymous", who: app.guest() },
    { ...nobody, name: "signed out", who: await signedOut(app, named) },
    { ...nobody, name: "forged", who: await forged(app, author) },
    ...[stranger, named, author, requester, former].map((who) => somebody(who)),
    somebody(follower, { before: "follower", now: "follower" }),
    somebody(blocked, { before: "odds", now: "odds" }),
    somebody(blocker, { before: "odds", now: "odds" }),
    somebody(muter, { before: "follower", now: "follower", mutes: true }),
    somebody(fan, { fan: true }),
    somebody(lapsed, { before: "follower", now: "none" }),
    somebody(spurned, { before: "follower", now: "odds" }),
  ];
  const root = await author.post("the root of it all");
  const quoted = await author.post("what everyone quotes");
  const channels = ["public", "home", "me", "tag:leak", `account:${author.id}`, `thread:${root.id}`];
  const listeners: Listener[] = [];
  // Not all at once: the server hangs up on who takes too long to say who it is.
  for (const viewer of viewers)
    listeners.push(
      ...(await Promise.all(
        channels.map(async (channel) => ({
          viewer,
          channel,
          ear: await app.listen(viewer.who, { channels: [channel] }),
        })),
      )),
    );
  const start = Math.max(...listeners.map(({ ear }) => ear.cursor()));

  /** Waits until everything so far has been told: each step is heard before the next one is done. */
  const settle = async () => {
    const { head } = await app.server.app.log.bounds();
    const open = listeners.filter(({ viewer }) => viewer.account !== null);
    // An answer to a subscription comes after all that was sent before it.
    await Promise.all(open.map(({ ear }) => ear.subscribe("account:1", head)));
  };
  const targets: Target[] = [];
  for (const visibility of visibilities)
    for (const fate of fates) {
      const name = `${visibility}, ${fate}`;
      const first = word(name);
      const text = `@named @blocked @blocker @spurned #leak ${first}`;
      const { id } = await author.post(text, {
        visibility,
        in_reply_to_id: root.id,
        quoted_status_id: quoted.id,
      });
      targets.push({
        name,
        id,
        visibility,
        fate,
        author: author.id,
        circle: [named.id, blocked.id, blocker.id, spurned.id],
        boost: null,
        text,
        word: first,
        oldWord: null,
        leaf: "",
      });
    }
  await settle();
  for (const target of targets)
    target.leaf = (await author.post("a leaf", { in_reply_to_id: target.id, visibility: "public" })).id;
  await settle();
  for (const target of targets.filter(({ visibility }) => visibility === "public" || visibility === "unlisted"))
    target.boost = (await booster.send<PostBody>("POST", `/api/v1/statuses/${target.id}/reblog`)).body.id;
  // Whoever sees a post now keeps it, and may no longer see it later.
  for (const { who, account } of viewers)
    if (account !== null)
      for (const { id } of targets)
        for (const verb of ["favourite", "bookmark"]) await who.send("POST", `/api/v1/statuses/${id}/${verb}`);
  await settle();
  const path = ({ id }: Target) => `/api/v1/statuses/${id}`;
  for (const target of targets.filter(({ fate }) => fate === "edited")) {
    const now = word(target.name);
    Object.assign(target, { oldWord: target.word, word: now, text: target.text.replace(target.word, now) });
    await author.send("PUT", path(target), { body: { status: target.text } });
  }
  await settle();
  const gone = targets.filter(({ fate }) => fate === "restored" || fate === "deleted");
  const inside = app.server.app;
  const clock = inside.clock;
  for (const target of gone) {
    // Those that stay deleted were deleted long enough ago that not even their author can take it back.
    inside.clock = () => new Date(clock().getTime() - (target.fate === "deleted" ? 35_000 : 0));
    await author.send("DELETE", path(target));
  }
  inside.clock = clock;
  await settle();
  for (const target of gone) if (target.fate === "restored") await author.send("POST", `${path(target)}/restore`);
  await settle();
  await does(lapsed, "unfollow", author);
  await does(author, "block", spurned);
  await settle();
  return { app, author, booster, viewers, targets, root, quoted, start, listeners };
}

/** A browser that still sends the cookie of a session that has ended. */
async function signedOut(app: TestApp, { username, password }: Member): Promise<Guest> {
  const guest = app.guest();
  await guest.refreshCsrf();
  await guest.send("POST", "/auth/login", { body: { username, password } });
  await guest.refreshCsrf();
  const kept = new Map(guest.cookies);
  await guest.send("POST", "/auth/logout");
  for (const [name, value] of kept) guest.cookies.set(name, value);
  return guest;
}

/** A browser whose cookie says that it is `member`, in somebody else's hand. */
async function forged(app: TestApp, member: Member): Promise<Guest> {
  const name = [...member.cookies.keys()].find((each) => each.endsWith("session"))!;
  const token = member.cookies.get(name)!;
  const claims = JSON.parse(Buffer.from(token.split(".")[1]!, "base64url").toString()) as Record<string, unknown>;
  const guest = app.guest();
  const key = new TextEncoder().encode("a key of one's own making, long enough");
  guest.cookies.set(name, await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(key));
  return guest;
}
