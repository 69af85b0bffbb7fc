import { useText } from "#web/prefs";
import { Button, toast, useSayError } from "#web/ui";
import { text } from "../posts.text.ts";
import { discardPost, retryPost } from "./outbox.store.ts";
import s from "./PostTrouble.module.css";
import { type Post, posts } from "./posts.store.ts";

/** How it stands with a post that is not settled: on its way, or failed with the reason and the two ways out. */
export function PostTrouble({ post }: { post: Post }) {
  const t = useText(text);
  const say = useSayError();
  if (!post.local) return null;
  if (post.local !== "failed") {
    const words = { sending: t.sending, editing: t.saving, deleting: t.deleting }[post.local];
    return (
      <p className={s.quiet} role="status">
        {words}
      </p>
    );
  }
  const unsent = post.id.startsWith("local:");
  const retry = () => (unsent ? retryPost(post.id) : posts.retry(post.id));
  const discard = async () => {
    if (!unsent) return posts.giveUp(post.id);
    await discardPost(post.id);
    toast(t.backToDraft);
  };
  return (
    <div className={s.trouble} role="alert">
      <p>
        <strong>{unsent ? t.failed : t.notSaved}</strong> {say(post.failure)}
      </p>
      <div className={s.ways}>
        <Button kind="primary" onClick={() => void retry()}>
          {t.retry}
        </Button>
        <Button onClick={() => void discard()}>{t.discard}</Button>
      </div>
    </div>
  );
}
