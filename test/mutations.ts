/** One check taken away: where it stands, what stands there, and what takes its place. */
export type Mutation = { name: string; file: string; from: string; to: string };

const model = "src/features/posts/posts.visible.model.ts";
const rule = "src/features/posts/posts.audience.view.ts";
const live = "src/features/posts/posts.live.ts";
const show = "src/features/posts/posts.show.service.ts";
const access = "src/features/posts/posts.access.service.ts";
const told = "src/features/notifications/notifications.visible.model.ts";

const blocked = "${accountId} and ${blocks.targetId} = ${fromId})";
const blocking = "${fromId} and ${blocks.targetId} = ${accountId})";

/** Every single check of who may see what. Without any one of them, leak.law must fail: `npm run mutations`. */
export const mutations: Mutation[] = [
  {
    name: "deleted posts are gone",
    file: model,
    from: "${p.deletedAt} is null and (${p.accountId}",
    to: "(${p.accountId}",
  },
  { name: "who is written to may read it", file: model, from: "${id(viewer)} = any(${p.mentioned}) or", to: "" },
  {
    name: "only followers read what is for followers",
    file: model,
    from: "(${p.visibility} = 'private' and ${following(viewer, p.accountId)})",
    to: "${p.visibility} = 'private'",
  },
  {
    name: "followers read what is for them",
    file: model,
    from: "or (${p.visibility} = 'private' and ${following(viewer, p.accountId)})",
    to: "",
  },
  {
    name: "direct posts are not for all",
    file: model,
    from: "${p.visibility} in ('public', 'unlisted')",
    to: "${p.visibility} in ('public', 'unlisted', 'direct')",
  },
  { name: "the author blocks the viewer", file: model, from: "and not ${blocking(p.accountId, id(viewer))}", to: "" },
  {
    name: "the viewer blocks the author",
    file: model,
    from: " and not ${blocking(id(viewer), p.accountId)}))`",
    to: "))`",
  },
  {
    name: "a boost asks for what it boosts",
    file: model,
    from: "and (${posts.reblogOfId} is null or (${visibleOne(viewer, originals)}))",
    to: "",
  },
  {
    name: "a boost asks whom what it boosts lets one meet",
    file: model,
    from: "and (${posts.reblogOfId} is null or (${listedOne(viewer, originals)}))",
    to: "",
  },
  {
    name: "lists leave out who is muted",
    file: model,
    from: "not exists (select from ${mutes} where ${mutes.accountId} = ${id(viewer)} and ${mutes.targetId} = any(${met})",
    to: "not exists (select from ${mutes} where false and ${mutes.targetId} = any(${met})",
  },
  {
    name: "lists leave out who mentions somebody muted",
    file: model,
    from: "const met = sql`array_append(${p.mentioned}, ${p.accountId})`",
    to: "const met = sql`array[${p.accountId}]`",
  },
  {
    name: "lists leave out who mentions somebody blocked",
    file: model,
    from: "${blocks.targetId} = any(${p.mentioned})",
    to: "false",
  },
  {
    name: "lists of people leave out who blocks the viewer",
    file: model,
    from: "(not ${blocking(account, id(viewer))} and",
    to: "(",
  },
  {
    name: "lists of people leave out whom the viewer blocks",
    file: model,
    from: " and not ${blocking(id(viewer), account)}\n",
    to: "\n",
  },
  { name: "lists of people leave out who is muted", file: model, from: "${mutes.targetId} = ${account}", to: "false" },
  {
    name: "home leaves out unwanted boosts",
    file: model,
    from: "(${posts.reblogOfId} is null or ${follows.reblogs})",
    to: "true",
  },
  { name: "home leaves out other languages", file: model, from: "(${follows.languages} is null or", to: "(true or" },
  {
    name: "home leaves out replies to strangers",
    file: model,
    from: "(${posts.inReplyToAccountId} is null or",
    to: "(true or",
  },
  {
    name: "followed tags bring what is public",
    file: "src/features/timelines/timelines.home.model.ts",
    from: "where ${onPublicTimeline(posts)} and ${shown}",
    to: "where ${shown}",
  },
  {
    name: "followed tags bring what is public to who follows many",
    file: model,
    from: "${onPublicTimeline(posts)} and exists",
    to: "exists",
  },

  {
    name: "live: the author blocks the viewer",
    file: rule,
    from: " || edges.blocks(p.accountId, viewer)) return false",
    to: ") return false",
  },
  {
    name: "live: the viewer blocks the author",
    file: rule,
    from: "edges.blocks(viewer, p.accountId) || edges",
    to: "edges",
  },
  {
    name: "live: only followers read what is for followers",
    file: rule,
    from: 'p.visibility === "private" && edges.follows(viewer, p.accountId) !== undefined;\n  });',
    to: 'p.visibility === "private";\n  });',
  },
  {
    name: "live: direct posts are for whom they are written to",
    file: rule,
    from: "if (isOpen(p) || p.mentioned.includes(viewer)) return true;",
    to: 'if (isOpen(p) || p.visibility === "direct") return true;',
  },
  {
    name: "live: lists leave out who is muted",
    file: rule,
    from: "![...p.mentioned, p.accountId].some((id) => edges.mutes(viewer, id))",
    to: "true",
  },
  {
    name: "live: lists leave out who mentions somebody blocked",
    file: rule,
    from: "!p.mentioned.some((id) => edges.blocks(viewer, id))",
    to: "true",
  },
  {
    name: "live: home leaves out unwanted boosts",
    file: rule,
    from: "if (!wishes || (post.reblogOfId !== null && !wishes.reblogs)) return false;",
    to: "if (!wishes) return false;",
  },
  {
    name: "live: home leaves out other languages",
    file: rule,
    from: "if (wishes.languages &&",
    to: "if (false as boolean && wishes.languages &&",
  },
  {
    name: "live: home leaves out replies to strangers",
    file: rule,
    from: "return to === null || to === post.accountId",
    to: 'return to !== "0" || to === post.accountId',
  },
  {
    name: "live: home asks for the follow",
    file: rule,
    from: "if (!wishes || (post",
    to: "if (!wishes) return true;\n  if ((post",
  },
  {
    name: "live: what is not open has a chosen audience",
    file: rule,
    from: "if (both(row).every(isOpen))",
    to: "if (true as boolean)",
  },
  {
    name: "live: nobody at odds hears what is open",
    file: rule,
    from: "[...edges.atOdds(concerned(row))].filter((viewer) => !rule(viewer))",
    to: "[]",
  },
  {
    name: "live: lists are for whom one may meet",
    file: rule,
    from: "const met = (viewer: string) => seen(viewer) && mayMeet(row, viewer, edges);",
    to: "const met = seen;",
  },
  {
    name: "live: one's marks reach whom may see the post",
    file: rule,
    from: "audience: only(markedBy, met)",
    to: "audience: only(markedBy, () => true)",
  },
  {
    name: "live: only what is public is told to the public",
    file: rule,
    from: 'if (isOnPublicTimeline(post)) lists.push("public");',
    to: 'lists.push("public");',
  },
  {
    name: "live: of what is deleted only that it is",
    file: live,
    from: "(row.post.deletedAt && !deleting)",
    to: "false",
  },
  {
    name: "live: nothing of a boost of what is deleted",
    file: live,
    from: " || (row.original?.deletedAt && !deleting)",
    to: "",
  },
  {
    name: "live: no marks on what one may not see",
    file: live,
    from: "if (!known?.seen.has(subject)) return null;",
    to: "if (!known) return null;",
  },

  {
    name: "a quote shows strangers what is open",
    file: show,
    from: "viewer === null ? !isOpen(row.post) : !maySee",
    to: "viewer === null ? false : !maySee",
  },
  {
    name: "a quote shows members what they may see",
    file: show,
    from: "!isOpen(row.post) : !maySee(row, viewer, found!.ties)",
    to: "!isOpen(row.post) : false",
  },
  { name: "a quote of what is deleted is empty", file: show, from: "if (!row || row.post.deletedAt)", to: "if (!row)" },
  {
    name: "a quote of somebody muted is folded",
    file: show,
    from: "if (viewer !== null && found?.ties.mutes(viewer, accountId))",
    to: "if (false as boolean)",
  },
  {
    name: "what is not one's own, unseen, is not there",
    file: access,
    from: "throw (await visible()) ? notYours() : notFound();",
    to: "throw notYours();",
  },
  {
    name: "one's boost of what is out of sight is not there",
    file: access,
    from: "if (post.reblogOfId !== null && !(await visible())) throw notFound();",
    to: "",
  },

  { name: "nobody is told of themselves", file: told, from: "${accountId} <> ${fromId}\n    and not", to: "not" },
  { name: "nobody is told of whom they block", file: told, from: `\${blocks.accountId} = ${blocked}`, to: "false)" },
  { name: "nobody is told of who blocks them", file: told, from: `\${blocks.accountId} = ${blocking}`, to: "false)" },
  { name: "nobody is told of whom they mute", file: told, from: "${mutes.targetId} = ${fromId}", to: "false" },
  {
    name: "nobody is told of what they may not see",
    file: told,
    from: "      visibleTo(sql`${accountId}`),\n",
    to: "",
  },
  {
    name: "nobody is told of a thread they mute",
    file: told,
    from: "${threadMutes.threadId} = ${posts.threadId}",
    to: "false",
  },
];
