import type { ReactNode } from "react";
import { nameOf } from "#accounts/web";
import { useText } from "#web/prefs";
import { Icon, Link, Time } from "#web/ui";
import { text } from "../posts.text.ts";
import { addressOf } from "./actions.ts";
import s from "./PostFacts.module.css";
import { type Post, usePost } from "./posts.store.ts";
import { ReplySign } from "./ReplyMenu.tsx";
import { VisibilitySign } from "./VisibilityMenu.tsx";

type FactsProps = { post: Post; onHistory: () => void };

/** When a post was written, and what there is to know about it, beside its author's name. */
export function When({ post, sent, onHistory }: FactsProps & { sent: boolean }) {
  const time: ReactNode = <Time iso={post.created_at} />;
  return (
    <span className={s.when}>
      <span aria-hidden="true">·</span>
      {sent ? <Link to={addressOf(post)}>{time}</Link> : time}
      <Edited post={post} onHistory={onHistory} />
      <Signs post={post} />
    </span>
  );
}

/** The same below a post that a page is about, with its exact time. */
export function Facts({ post, onHistory }: FactsProps) {
  return (
    <p className={s.facts}>
      <Time iso={post.created_at} exact />
      <Edited post={post} onHistory={onHistory} />
      <Signs post={post} />
    </p>
  );
}

function Signs({ post }: { post: Post }) {
  const t = useText(text);
  return (
    <>
      <VisibilitySign value={post.visibility} />
      <ReplySign value={post.reply_policy} />
      {post.pinned && (
        <span className={s.sign} title={t.pinned}>
          <Icon name="pin" size={15} />
          <span className="visually-hidden">{t.pinned}</span>
        </span>
      )}
    </>
  );
}

function Edited({ post, onHistory }: FactsProps) {
  const t = useText(text);
  if (!post.edited_at) return null;
  return (
    <button type="button" className={s.edited} onClick={onHistory}>
      {t.edited}
    </button>
  );
}

/** Whom a reply answers. */
export function Answers({ post }: { post: Post }) {
  const t = useText(text);
  const parent = usePost(post.in_reply_to_id ?? "");
  if (!post.in_reply_to_id) return null;
  const own = post.in_reply_to_account_id === post.account.id;
  const name =
    parent?.account.acct ?? post.mentions.find((mention) => mention.id === post.in_reply_to_account_id)?.acct;
  const words = own ? t.replyingToSelf : name ? t.replyingTo(name) : t.reply;
  return (
    <p className={s.answers}>
      <Link to={`/posts/${post.in_reply_to_id}`}>{words}</Link>
    </p>
  );
}

/** Who brought a post here by boosting it. */
export function BoostedBy({ account, id }: { account: Post["account"]; id: string }) {
  const t = useText(text);
  return (
    <p className={s.boosted} id={id}>
      <Icon name="boost" size={15} />
      <Link to={`/@${account.acct}`}>
        <bdi>{t.boostedBy(nameOf(account))}</bdi>
      </Link>
    </p>
  );
}
