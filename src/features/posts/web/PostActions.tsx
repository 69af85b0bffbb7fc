import { clsx } from "clsx";
import type { ReactNode } from "react";
import { useLang, useText } from "#web/prefs";
import { Icon, Menu, type MenuItem, toast } from "#web/ui";
import { text } from "../posts.text.ts";
import type { Actions } from "./actions.ts";
import s from "./PostActions.module.css";
import type { Post } from "./posts.store.ts";

/** The row under a post: reply, boost or quote, like, bookmark, with how many did. */
export function PostActions({ post, actions }: { post: Post; actions: Actions }) {
  const t = useText(text);
  const { turn, reply, noReply } = actions;
  return (
    <footer className={s.actions}>
      <Action
        name={noReply ?? t.replies(post.replies_count)}
        icon={<Icon name="reply" size={18} />}
        count={post.replies_count}
        onClick={reply}
        aria-disabled={noReply !== null || undefined}
      />
      <BoostMenu post={post} actions={actions} />
      <Action
        name={t.likes(post.favourites_count)}
        icon={<Icon name="heart" size={18} />}
        count={post.favourites_count}
        onClick={() => turn("favourited")}
        aria-pressed={post.favourited ?? false}
        data-waiting={post.waiting?.includes("favourited") || undefined}
      />
      <Action
        name={t.bookmark}
        icon={<Icon name="bookmark" size={18} />}
        onClick={() => turn("bookmarked")}
        aria-pressed={post.bookmarked ?? false}
        data-waiting={post.waiting?.includes("bookmarked") || undefined}
      />
    </footer>
  );
}

type ActionProps = {
  name: string;
  icon: ReactNode;
  count?: number;
  onClick: () => void;
  "aria-pressed"?: boolean;
  "aria-disabled"?: boolean;
  "data-waiting"?: boolean;
};

function Action({ name, icon, count = 0, ...button }: ActionProps) {
  return (
    <button type="button" className={s.action} title={name} {...button}>
      <span className="visually-hidden">{name}</span>
      {icon}
      <Count value={count} />
    </button>
  );
}

/** A number that stays short; nothing for none. */
function Count({ value }: { value: number }) {
  const lang = useLang();
  if (value === 0) return null;
  const short = new Intl.NumberFormat(lang, { notation: "compact", maximumFractionDigits: 1 });
  return <span aria-hidden="true">{short.format(value)}</span>;
}

function BoostMenu({ post, actions }: { post: Post; actions: Actions }) {
  const t = useText(text);
  const { turn, quote, noBoost, noQuote } = actions;
  const on = post.reblogged ?? false;
  const boost: MenuItem = on
    ? { label: t.unboost, icon: "boost", onSelect: () => turn("reblogged") }
    : {
        label: t.boost,
        description: noBoost ?? t.boostHint,
        icon: "boost",
        onSelect: () => (noBoost ? toast(noBoost) : turn("reblogged")),
      };
  return (
    <Menu
      label={t.boosts(post.reblogs_count, on)}
      showLabel
      className={clsx(s.action, on && s.on, post.waiting?.includes("reblogged") && s.waiting)}
      trigger={
        <>
          <span className="visually-hidden">{t.boosts(post.reblogs_count, on)}</span>
          <Icon name="boost" size={18} />
          <Count value={post.reblogs_count} />
        </>
      }
      items={[boost, { label: t.quote, description: noQuote ?? t.quoteHint, icon: "quote", onSelect: quote }]}
    />
  );
}
