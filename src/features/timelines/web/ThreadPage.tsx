import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Navigate, useLocation, useParams } from "react-router";
import { nameOf } from "#accounts/web";
import { fetchPost, PostCard, PostRow, ReplyComposer, useOutbox, usePost } from "#posts/web";
import { ApiError } from "#web/api";
import { useText } from "#web/prefs";
import { Empty, Failed, Header, Missing, PostSkeletons, Spinner, useSayError, useTitle } from "#web/ui";
import { text } from "../timelines.text.ts";
import { Reception } from "./Reception.tsx";
import s from "./ThreadPage.module.css";
import { useThread } from "./threads.store.ts";

/** One post between what it answers and what answers it. */
export function ThreadPage() {
  const { id = "" } = useParams();
  return <Thread key={id} id={id} />;
}

function Thread({ id }: { id: string }) {
  const t = useText(text);
  const say = useSayError();
  const post = usePost(id);
  const { ancestors, descendants, state, error, retry } = useThread(id);
  const unsent = useOutbox(`thread:${post?.thread_id ?? id}`);
  const reply = useRef<HTMLTextAreaElement>(null);
  const main = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  const wantsReply = (useLocation().state as { reply?: boolean } | null)?.reply === true;
  useTitle(post ? t.postBy(nameOf(post.account)) : t.post);

  // What a post answers is found above it; the post the reader came for stays where it was.
  const above = useRef(0);
  useLayoutEffect(() => {
    const before = above.current;
    above.current = ancestors.length;
    if (ancestors.length > before && before === 0)
      main.current?.scrollIntoView({ block: "start", behavior: "instant" });
  }, [ancestors.length]);

  const missing = useMissing(id, !post && state === "error");
  const here = post !== undefined;
  if (here && !seen) setSeen(true);
  useEffect(() => {
    if (here && wantsReply) reply.current?.focus();
  }, [here, wantsReply]);

  if (!post && seen && (state === "ready" || missing))
    return (
      <>
        <Header title={t.post} back />
        <Empty title={t.deleted}>{t.deletedHint}</Empty>
      </>
    );
  if (!post && missing) return <Missing />;

  const parents = ancestors.map((each, index) => (
    <div key={each} className={s.row}>
      <Gap id={each} above={[ancestors[index - 1]]} />
      <PostRow id={each} joined={{ above: index > 0, below: true }} answers={false} />
    </div>
  ));
  return (
    <>
      <Header title={t.post} back />
      {parents.length > 0 && <section aria-label={t.earlier}>{parents}</section>}
      {!post && (state === "error" ? <Failed message={say(error)} onRetry={retry} /> : <PostSkeletons count={2} />)}
      {post && (
        <div ref={main} className={s.main}>
          {state === "ready" && <Gap id={id} above={[ancestors.at(-1)]} />}
          <PostCard
            post={post}
            main
            answers={ancestors.length === 0}
            joined={{ above: ancestors.length > 0 }}
            onReply={() => reply.current?.focus()}
            more={<Reception post={post} />}
          />
          <ReplyComposer post={post} field={reply} />
          <section aria-label={t.replies}>
            {descendants.map((each, index) => (
              <ReplyRow
                key={each}
                id={each}
                main={id}
                known={[id, ...descendants]}
                before={descendants[index - 1]}
                after={descendants[index + 1]}
              />
            ))}
            {unsent.toReversed().map((each) => (
              <PostCard key={each.id} post={each} answers={each.in_reply_to_id !== id} />
            ))}
            {state === "loading" && <Spinner />}
            {state === "error" && <Failed message={say(error)} onRetry={retry} />}
            {state === "ready" && descendants.length + unsent.length === 0 && <p className={s.none}>{t.noReplies}</p>}
          </section>
        </div>
      )}
    </>
  );
}

/** Says that what a post answers is not among what is shown: it was deleted, or is not for this reader. */
function Gap({ id, above }: { id: string; above: (string | undefined)[] }) {
  const t = useText(text);
  const parent = usePost(id)?.in_reply_to_id;
  return parent && !above.includes(parent) ? <p className={s.gap}>{t.hidden}</p> : null;
}

type ReplyRowProps = {
  id: string;
  main: string;
  known: string[];
  before: string | undefined;
  after: string | undefined;
};

/** A reply; a line joins it to the one before when it answers that one. */
function ReplyRow({ id, main, known, before, after }: ReplyRowProps) {
  const parent = usePost(id)?.in_reply_to_id;
  const below = usePost(after ?? "")?.in_reply_to_id === id;
  const above = parent !== undefined && parent !== null && parent === before;
  return (
    <div className={s.row}>
      <Gap id={id} above={known} />
      <PostRow id={id} joined={{ above, below }} answers={!above && parent !== main} />
    </div>
  );
}

/** Whether the server has no such post for this reader; asked only while it is in `doubt`. */
function useMissing(id: string, doubt: boolean): boolean {
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    if (!doubt) return;
    fetchPost(id).catch((error: unknown) => setMissing(error instanceof ApiError && error.status === 404));
  }, [id, doubt]);
  return missing;
}

/** Leads from a post's number to its page. */
export function PostRedirect() {
  const { id = "" } = useParams();
  const post = usePost(id);
  const missing = useMissing(id, post === undefined);
  if (post) return <Navigate to={`/@${post.account.acct}/${post.id}`} replace />;
  return missing ? <Missing /> : <PostSkeletons count={1} />;
}
