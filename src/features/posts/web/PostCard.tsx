import { clsx } from "clsx";
import { type KeyboardEvent, type MouseEvent, type ReactNode, Suspense, useId, useState } from "react";
import { useNavigate } from "react-router";
import { AccountName, Avatar } from "#accounts/web";
import { useSession } from "#sessions/web";
import { composing, keyName, Link } from "#web/ui";
import { addressOf, useActions } from "./actions.ts";
import { EditPost, History, QuoteCard } from "./lazy.ts";
import { PostActions } from "./PostActions.tsx";
import { PostBody } from "./PostBody.tsx";
import s from "./PostCard.module.css";
import { Answers, BoostedBy, Facts, When } from "./PostFacts.tsx";
import { PostMenu } from "./PostMenu.tsx";
import { PostTrouble } from "./PostTrouble.tsx";
import { type Post, usePost } from "./posts.store.ts";

type PostCardProps = {
  post: Post;
  /** The post a page is about: larger, with its exact time. */
  main?: boolean;
  /** Lines to the post above and below that belong to the same talk. */
  joined?: { above?: boolean; below?: boolean };
  /** Says whom a reply answers; off where its place says so. */
  answers?: boolean;
  /** Who brought it here by boosting it. */
  booster?: Post["account"];
  onReply?: () => void;
  /** What else its own page says of it. */
  more?: ReactNode;
};

/** One post, wherever it is shown. */
export function PostCard({ post, main, joined, answers = true, booster, onReply, more }: PostCardProps) {
  const navigate = useNavigate();
  const { me } = useSession();
  const [editing, setEditing] = useState(false);
  const [history, setHistory] = useState(false);
  const id = useId();
  const sent = !post.id.startsWith("local:");
  const actions = useActions(post, onReply);
  const open = () => sent && !main && void navigate(addressOf(post));

  const onClick = (event: MouseEvent<HTMLElement>) => {
    const { target } = event;
    const busy = target instanceof Element && target.closest("a, button, input, textarea, dialog, [popover]");
    if (!busy && !editing && !window.getSelection()?.toString()) open();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || composing(event) || event.ctrlKey || event.metaKey || event.altKey)
      return;
    const keys: Record<string, () => void> = { Enter: open };
    if (sent && me) {
      keys["r"] = actions.reply;
      keys["b"] = () => actions.turn("reblogged", true);
      keys["l"] = () => actions.turn("favourited", true);
      keys["s"] = () => actions.turn("bookmarked", true);
    }
    const run = keys[keyName(event)];
    if (!run) return;
    event.preventDefault();
    run();
  };

  return (
    // The click on the whole card is a convenience: its time is the link, and Enter opens it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <article
      className={clsx(
        s.card,
        main && s.main,
        joined?.above && s.above,
        joined?.below && s.below,
        post.local && s[post.local],
      )}
      aria-labelledby={booster ? `${id}-by ${id}-who` : `${id}-who`}
      aria-busy={post.local === "sending" || undefined}
      // Posts are stops of j and k, and of the Tab key before what is in them.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      data-post={post.id}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      {booster && <BoostedBy account={booster} id={`${id}-by`} />}
      <Link to={`/@${post.account.acct}`} className={s.face} tabIndex={-1} aria-hidden="true">
        <Avatar account={post.account} />
      </Link>
      <header className={s.header}>
        <AccountName account={post.account} link stacked={main} id={`${id}-who`} />
        {!main && <When post={post} sent={sent} onHistory={() => setHistory(true)} />}
        {sent && me && <PostMenu post={post} actions={actions} onEdit={() => setEditing(true)} className={s.menu} />}
      </header>
      <div className={s.content}>
        {answers && <Answers post={post} />}
        <Suspense fallback={<PostBody post={post} large={main} />}>
          {editing ? (
            <EditPost post={post} onDone={() => setEditing(false)} />
          ) : (
            <PostBody post={post} large={main}>
              <Suspense fallback={<div className={s.quote} />}>
                {post.quote && <QuoteCard quote={post.quote} />}
              </Suspense>
            </PostBody>
          )}
        </Suspense>
        {main && <Facts post={post} onHistory={() => setHistory(true)} />}
        {more}
        <PostTrouble post={post} />
        {sent && me && !editing && <PostActions post={post} actions={actions} />}
      </div>
      <Suspense>{history && <History id={post.id} onClose={() => setHistory(false)} />}</Suspense>
    </article>
  );
}

/** A post of the store by its id, of a boost what it boosts; nothing when it is gone. */
export function PostRow({ id, ...card }: { id: string } & Omit<PostCardProps, "post" | "booster">) {
  const post = usePost(id);
  const original = usePost(post?.reblog?.id ?? "");
  if (!post) return null;
  if (!post.reblog) return <PostCard post={post} {...card} />;
  return original ? <PostCard post={original} booster={post.account} {...card} /> : null;
}
