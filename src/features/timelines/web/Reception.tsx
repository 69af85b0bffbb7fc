import type { Post } from "#posts/web";
import { useText } from "#web/prefs";
import { Link } from "#web/ui";
import { threadText } from "../timelines.thread.text.ts";
import s from "./Reception.module.css";

/** How many boosted, liked and quoted a post, each the way to who they are; nothing where nobody did. */
export function Reception({ post }: { post: Post }) {
  const t = useText(threadText);
  const page = `/@${post.account.acct}/${post.id}`;
  const counts = [
    { at: "boosted", count: post.reblogs_count, words: t.boosts },
    { at: "favourited", count: post.favourites_count, words: t.likes },
    { at: "quotes", count: post.quotes_count, words: t.quotes },
  ].filter(({ count }) => count > 0);
  if (counts.length === 0) return null;
  return (
    <nav className={s.reception} aria-label={t.reception}>
      {counts.map(({ at, count, words }) => (
        <Link key={at} to={`${page}/${at}`}>
          {words(count)}
        </Link>
      ))}
    </nav>
  );
}
