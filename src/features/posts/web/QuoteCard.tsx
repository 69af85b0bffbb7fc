import { useEffect, useId, useState } from "react";
import { AccountName, Avatar } from "#accounts/web";
import { ApiError } from "#web/api";
import { useText } from "#web/prefs";
import { Button, Link, Time, useSayError } from "#web/ui";
import type { Status } from "../posts.contract.ts";
import { text } from "../posts.text.ts";
import { addressOf } from "./actions.ts";
import { PostBody } from "./PostBody.tsx";
import { fetchPost, type Post, useGone, usePost } from "./posts.store.ts";
import s from "./QuoteCard.module.css";
import { useWatchPosts } from "./watch.ts";

/** What a post quotes, as this reader may see it, kept current; where they may not, why. */
export function QuoteCard({ quote }: { quote: NonNullable<Status["quote"]> }) {
  const t = useText(text);
  const say = useSayError();
  const { state, quoted_status_id: id } = quote;
  const wanted = state === "accepted" ? (id ?? "") : "";
  const post = usePost(wanted);
  const gone = useGone(wanted);
  const { error, retry } = useFetched(wanted, gone || post !== undefined);
  useWatchPosts(wanted ? [wanted] : []);

  if (state !== "accepted" || !id)
    return <p className={s.quiet}>{t.quoteStates[state === "accepted" ? "deleted" : state]}</p>;
  if (post) return <Quoted post={post} />;
  if (gone || (error instanceof ApiError && error.status === 404))
    return <p className={s.quiet}>{t.quoteStates.deleted}</p>;
  if (error)
    return (
      <div className={s.quiet}>
        <p>{say(error)}</p>
        <Button onClick={retry}>{t.retry}</Button>
      </div>
    );
  return <div className={s.waiting} aria-hidden="true" />;
}

/** Reads a post that nothing has told of yet. */
function useFetched(id: string, known: boolean) {
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (!id || known) return;
    let over = false;
    setError(null);
    fetchPost(id).catch((problem: unknown) => over || setError(problem));
    return () => {
      over = true;
    };
  }, [id, known, tries]);
  return { error, retry: () => setTries(tries + 1) };
}

/** A post inside another: its author, its words, and the way to it. */
export function Quoted({ post }: { post: Post }) {
  const t = useText(text);
  const id = useId();
  return (
    <section role="group" className={s.quote} aria-label={t.quoted} aria-describedby={id}>
      <header className={s.header}>
        <Avatar account={post.account} size={22} />
        <AccountName account={post.account} id={id} />
        <Link to={addressOf(post)} className={s.time}>
          <Time iso={post.created_at} />
        </Link>
      </header>
      <PostBody post={post}>{post.quote && <p className={s.more}>{t.quotesAnother}</p>}</PostBody>
    </section>
  );
}
