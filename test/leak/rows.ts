import type { Answer, PostBody } from "#test/app";
import { couldSee } from "./scene.ts";
import { settle } from "#test/society";
import type { Scene, Target, Viewer } from "./scene.ts";

export type Sent = Promise<Answer<unknown>>;

/** A route that is asked about one post by its id. */
export type One = {
  kind: "one";
  send: (viewer: Viewer, target: Pick<Target, "id" | "text">) => Sent;
  /** The status for a post that the viewer may see. */
  seen: (viewer: Viewer, scene: Scene, target: Target) => number;
  /** Whether a 200 shows what the post says, and what it said. */
  shows: "now" | "all" | "nothing";
  /** Shows it as a quote, and so not to whom mutes its author. */
  quotes?: true;
  /** Puts right what a success has changed. */
  undo?: (viewer: Viewer, target: Target) => Promise<unknown>;
};

/** A list: all of it for a viewer, as its answers and the posts on it, and which targets belong there if visible. */
export type List = {
  kind: "list";
  read: (viewer: Viewer, scene: Scene) => Promise<{ answers: Answer<unknown>[]; ids: string[] }>;
  belongs: (target: Target, viewer: Viewer, scene: Scene) => boolean;
  /** `seen`: it shows all that the viewer may see; other lists leave out whom they mute. */
  asks?: "seen";
  /** It only says that there is a post, not what is in it. */
  wordless?: true;
};

/** A route that never says anything of a post. */
export type Quiet = { kind: "quiet"; send: (viewer: Viewer, scene: Scene) => Sent };

export type Surface = One | List | Quiet;

export const status = (id: string, more = "") => `/api/v1/statuses/${id}${more}`;
export const isNobody = ({ account }: Viewer) => account === null;
export const isAuthor = (viewer: Viewer, scene: Scene) => viewer.account === scene.author.id;

export const reading = (more: string, shows: One["shows"]): One => ({
  kind: "one",
  send: ({ who }, { id }) => who.get(status(id, more)),
  seen: () => 200,
  shows,
});

/** What only the author may do: 403 for others who may look, 401 for who is nobody. */
export const owning = (method: string, more: string, rest: Partial<One> = {}): One => ({
  kind: "one",
  send: ({ who }, { id, text }) =>
    who.send(method, status(id, more), method === "PUT" ? { body: { status: text } } : {}),
  seen: (viewer, scene) => (isNobody(viewer) ? 401 : isAuthor(viewer, scene) ? 200 : 403),
  shows: "now",
  ...rest,
});

export const isOpen = ({ visibility }: Target) => visibility === "public" || visibility === "unlisted";

/** What any member may do who sees the post, and how it is taken back. */
export const marking = (verb: string, back?: string, seen: One["seen"] = () => 200): One => ({
  kind: "one",
  send: ({ who }, { id }) => who.send("POST", status(id, `/${verb}`)),
  seen: (viewer, scene, target) => (isNobody(viewer) ? 401 : seen(viewer, scene, target)),
  shows: "now",
  ...(back && { undo: ({ who }: Viewer, { id }: Target) => who.send("POST", status(id, `/${back}`)) }),
});

/** Pins are for one's own posts, but not for direct ones. */
export const pinning = (verb: string, back?: string) =>
  marking(verb, back, (viewer, scene, { visibility }) =>
    isAuthor(viewer, scene) && visibility !== "direct" ? 200 : 422,
  );

/** Boosts are of posts that everyone sees, or of one's own for followers. */
export const mayBoost: One["seen"] = (viewer, scene, target) =>
  isOpen(target) || (isAuthor(viewer, scene) && target.visibility === "private") ? 200 : 422;

/** Follows `next` from page to page. */
export async function readPages(viewer: Viewer, scene: Scene, path: string) {
  const answers: Answer<PostBody[]>[] = [];
  for (let at: string | undefined = path; at;) {
    const page: Answer<PostBody[]> = await viewer.who.get<PostBody[]>(at);
    answers.push(page);
    at = /<([^>]*)>; rel="next"/
      .exec(page.headers.get("link") ?? "")?.[1]
      ?.replace(scene.app.server.app.config.publicUrl, "");
  }
  const shown = answers.flatMap(({ status, body }) => (status === 200 ? body : []));
  return { answers, ids: shown.flatMap(({ id, reblog }) => [id, ...(reblog ? [(reblog as PostBody).id] : [])]) };
}

/** Reads one side of the context of each post. */
export async function readContexts(viewer: Viewer, ids: string[], side: "ancestors" | "descendants") {
  type Context = Partial<Record<typeof side, PostBody[]>>;
  const answers = await Promise.all(ids.map((id) => viewer.who.get<Context>(status(id, "/context"))));
  return { answers, ids: answers.flatMap(({ body }) => (body[side] ?? []).map((p) => p.id)) };
}

/** What a viewer marked when they could see it. */
export const marked = (path: string): List => ({
  kind: "list",
  read: (viewer, scene) => readPages(viewer, scene, path),
  belongs: (target, viewer) => !isNobody(viewer) && couldSee(target, viewer),
});

/** Reads one's notifications, where nobody without an account has any, once the reader that makes them is done. */
export async function readTold(viewer: Viewer, scene: Scene, path: string) {
  await settle(scene.app, "notify");
  if (viewer.account === null) return { answers: [await viewer.who.get(path)], ids: [] };
  return readPages(viewer, scene, path);
}

/** The ids of the posts that an answer shows, wherever they are in it. */
export const postIds = ({ text }: Answer<unknown>) => [...text.matchAll(/"uri":"[^"]*\/(\d+)"/g)].map(([, id]) => id!);

export const notified = (path: string): List => ({
  kind: "list",
  read: async (viewer, scene) => {
    const { answers } = await readTold(viewer, scene, path);
    return { answers, ids: answers.flatMap(postIds) };
  },
  // Of each target those are told whom it names; its author, that they favourited it.
  belongs: ({ author, circle }, { account }) => account === author || (account !== null && circle.includes(account)),
});

export const quiet = (path: (scene: Scene) => string): Quiet => ({
  kind: "quiet",
  send: ({ who }, scene) => who.get(path(scene)),
});
/** Forms at the door, sent empty by a newcomer: what they answer to success is `/auth/me`, which has its own row. */
export const door = (path: string): Quiet => ({
  kind: "quiet",
  send: async (_viewer, { app }) => {
    const guest = app.guest();
    await guest.refreshCsrf();
    return guest.send("POST", path, { body: {} });
  },
});

/** Routes on which an app speaks for itself: what anybody sends them says nothing of a post. */
export const apps = (path: string): Quiet => ({
  kind: "quiet",
  send: ({ who }, { app }) =>
    who.send("POST", path, { body: { client_name: "An app", redirect_uris: app.url, token: "none" } }),
});
/** What removes something else than a post: in the scene there is nothing of it to remove. */
export const removing = (path: string): Quiet => ({ kind: "quiet", send: ({ who }) => who.send("DELETE", path) });
/** What changes or removes something else than a post: in the scene there is nothing of it. */
export const elsewhere = (method: string, path: string, body?: object): Quiet => ({
  kind: "quiet",
  send: ({ who }) => who.send(method, path, body ? { body } : {}),
});

/** What changes how one stands to the author, and then takes it back: the scene goes on as it was. */
export const thereAndBack = (verb: string, back: string): Quiet => ({
  kind: "quiet",
  send: async ({ who }, { author }) => {
    const answer = await who.send("POST", `/api/v1/accounts/${author.id}/${verb}`);
    await who.send("POST", `/api/v1/accounts/${author.id}/${back}`);
    return answer;
  },
});
