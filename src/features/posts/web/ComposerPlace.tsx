import { type Ref, Suspense } from "react";
import { Avatar } from "#accounts/web";
import { useSession } from "#sessions/web";
import { useText } from "#web/prefs";
import { later } from "#web/ui";
import type { Visibility } from "../posts.contract.ts";
import { text } from "../posts.text.ts";
import type { DraftEditorProps } from "./Composer.tsx";
import s from "./ComposerPlace.module.css";
import type { Post } from "./posts.store.ts";
import { replyBar } from "./rights.ts";

// Reading comes first: the editor is fetched once the page stands, into a place that is already its size.
const Editor = later(async () => (await import("./Composer.tsx")).DraftEditor);

function DraftEditor(props: DraftEditorProps) {
  return (
    <Suspense fallback={<div className={s.waiting} />}>
      <Editor {...props} />
    </Suspense>
  );
}

/** Where a new post is written; the draft is kept until it is sent. */
export function Composer({ autoFocus, roomy, onSent }: { autoFocus?: boolean; roomy?: boolean; onSent?: () => void }) {
  const { me } = useSession();
  const t = useText(text);
  if (!me) return null;
  return (
    <section className={s.composer} aria-label={t.write} data-composer>
      <Avatar account={me.account} />
      <DraftEditor
        context="new"
        initial={{ visibility: me.account.source.privacy }}
        language={me.account.source.language}
        submit={t.post}
        label={t.write}
        placeholder={t.placeholder}
        autoFocus={autoFocus}
        roomy={roomy}
        onSent={onSent}
      />
    </section>
  );
}

const widest = ["public", "unlisted", "private", "direct"] as const;
const narrower = (a: Visibility, b: Visibility) => widest[Math.max(widest.indexOf(a), widest.indexOf(b))]!;

/** Where a reply is written. It starts with what its author chose for all posts, and never for more than the post it answers. */
export function ReplyComposer({ post, field }: { post: Post; field?: Ref<HTMLTextAreaElement> }) {
  const { me } = useSession();
  const t = useText(text);
  if (!me) return null;
  const bar = replyBar(post, me.account);
  if (bar) return <p className={s.barred}>{t.noReply[bar]}</p>;
  const { source } = me.account;
  const visibility = narrower(source.privacy, post.visibility);
  const initial = { visibility, ...(visibility === "direct" && { text: `@${post.account.acct} ` }) };
  return (
    <section className={s.composer} aria-label={t.replyPlaceholder}>
      <Avatar account={me.account} />
      <DraftEditor
        key={post.id}
        context={`reply:${post.id}`}
        inReplyTo={post.id}
        initial={initial}
        language={source.language}
        submit={t.reply}
        label={t.replyPlaceholder}
        placeholder={t.replyPlaceholder}
        field={field}
      />
    </section>
  );
}
