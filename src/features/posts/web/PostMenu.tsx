import { Suspense, useState } from "react";
import { useNavigate } from "react-router";
import { useText } from "#web/prefs";
import { Icon, Menu, type MenuItem, toast, useSayError } from "#web/ui";
import { text } from "../posts.text.ts";
import type { Actions } from "./actions.ts";
import { deletePost } from "./deeds.store.ts";
import { drafts } from "./drafts.store.ts";
import { PolicySheet } from "./lazy.ts";
import s from "./PostMenu.module.css";
import { fetchPost, fetchSource, type Post, restorePost } from "./posts.store.ts";
import { redraft } from "./redraft.ts";

type PostMenuProps = { post: Post; actions: Actions; onEdit: () => void; className?: string };

/** What can be done with a post beyond its row of actions. A delete can be taken back for ten seconds. */
export function PostMenu({ post, actions, onEdit, className }: PostMenuProps) {
  const t = useText(text);
  const say = useSayError();
  const navigate = useNavigate();
  const { own, turn } = actions;
  const [policy, setPolicy] = useState(false);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(post.url);
      toast(t.copied);
    } catch {
      // Without the permission the address itself can still be copied by hand.
      toast(post.url, { ms: 10_000 });
    }
  };
  // Whoever closes the sheet of their device has thought better of it.
  const share = () => navigator.share({ url: post.url }).catch(() => {});
  const undo = async () => {
    try {
      await restorePost(post.id);
      toast(t.restored, { ms: 3000 });
    } catch (error) {
      toast(say(error));
    }
  };
  const offerUndo = (words: string) => toast(words, { ms: 10_000, action: { label: t.undo, run: () => void undo() } });
  const remove = async () => {
    if (await deletePost(post.id)) offerUndo(t.deleted);
  };
  const rewrite = async () => {
    try {
      const { path, state, deleted } = await redraft(post, { drafts, fetchSource, fetchPost, deletePost });
      void navigate(path, { state });
      if (await deleted) offerUndo(t.redrafted);
    } catch (error) {
      toast(say(error));
    }
  };

  const items: MenuItem[] = [{ label: t.copyLink, icon: "link", onSelect: () => void copy() }];
  if (typeof navigator !== "undefined" && "share" in navigator)
    items.push({ label: t.share, icon: "leave", onSelect: () => void share() });
  items.push({
    label: post.muted ? t.unmuteThread : t.muteThread,
    icon: "bellOff",
    onSelect: () => turn("muted", true),
  });
  if (own) {
    items.unshift({ label: t.edit, icon: "write", onSelect: onEdit });
    if (post.visibility !== "direct")
      items.push({ label: post.pinned ? t.unpin : t.pin, icon: "pin", onSelect: () => turn("pinned", true) });
    items.push(
      { label: t.policy, icon: "people", onSelect: () => setPolicy(true) },
      { label: t.redraft, icon: "retry", danger: true, onSelect: () => void rewrite() },
      { label: t.delete, icon: "trash", danger: true, onSelect: () => void remove() },
    );
  }
  return (
    <span className={className}>
      <Menu label={t.more} className={s.trigger} trigger={<Icon name="more" />} items={items} />
      <Suspense>{policy && <PolicySheet post={post} onClose={() => setPolicy(false)} />}</Suspense>
    </span>
  );
}
