import fc from "fast-check";
import type { Member, PostBody } from "./app.ts";
import type { createSociety } from "./society.ts";

const verbs = [
  ...["post", "post", "post", "answer", "answer", "answer", "edit", "delete", "restore", "quote", "quote"],
  ...["favourite", "favourite", "favourite", "unfavourite", "boost", "boost", "boost", "follow", "follow"],
  ...["unboost", "follow", "unfollow", "request", "block", "unblock", "mute", "unmute", "muteThread"],
] as const;
const visibilities = ["public", "unlisted", "private", "direct"] as const;

/** One thing that one of four members does, to another or to a post. */
export const step = fc.record({
  verb: fc.constantFrom(...verbs),
  who: fc.nat(3),
  whom: fc.nat(3),
  post: fc.nat(12),
  visibility: fc.constantFrom(...visibilities),
});
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Does one thing, as far as it can be done; whoever marks or answers a post sees it. New posts join `posts`. */
export async function act(
  society: ReturnType<typeof createSociety>,
  members: Member[],
  { verb, who: w, whom: m, post: p, visibility }: Step,
  posts: PostBody[],
): Promise<void> {
  const [who, whom, post] = [members[w]!, members[m]!, posts.at(p % Math.max(1, posts.length))];
  const write = async (more: object) => {
    const body = { status: `@${whom.username} ${Math.random()}`, visibility, ...more };
    const made = await who.send<PostBody>("POST", "/api/v1/statuses", { body });
    if (made.status === 200) posts.push(made.body);
    return made.body;
  };
  if (verb === "post") return void (await write({}));
  if (who !== whom) {
    if (verb === "follow") return await society.follow(who, whom, true, p % 2 === 0);
    if (verb === "unfollow") return await society.follow(who, whom, false);
    if (verb === "request") return await society.request(who, whom);
    if (verb === "block" || verb === "unblock") return await society.block(who, whom, verb === "block");
    if (verb === "mute" || verb === "unmute") return await society.mute(who, whom, verb === "mute");
  }
  if (!post || (await who.get(`/api/v1/statuses/${post.id}`)).status !== 200) {
    if (post && verb === "restore") await who.send("POST", `/api/v1/statuses/${post.id}/restore`);
    return;
  }
  if (verb === "answer") await write({ in_reply_to_id: post.id });
  if (verb === "quote") await society.quote(await write({}), post);
  if (verb === "edit")
    await who.send("PUT", `/api/v1/statuses/${post.id}`, { body: { status: `@${whom.username} ${Math.random()}` } });
  if (verb === "delete") await who.send("DELETE", `/api/v1/statuses/${post.id}`);
  if (verb === "favourite" || verb === "unfavourite") await society.favourite(who, post, verb === "favourite");
  if (verb === "boost" || verb === "unboost") await society.boost(who, post, verb === "boost");
  if (verb === "muteThread") await society.muteThread(who, post);
}
