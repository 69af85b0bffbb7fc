import { useState } from "react";
import { api } from "#web/api";
import { live } from "#web/live";
import { useText } from "#web/prefs";
import { Select, Sheet, toast, useSayError } from "#web/ui";
import type { InteractionPolicy, QuotePolicy, ReplyPolicy, Status } from "../posts.contract.ts";
import { policyText } from "../posts.policy.text.ts";
import { type Post, posts } from "./posts.store.ts";

const replies = ["everyone", "followers", "mentioned", "nobody"] as const satisfies ReplyPolicy[];
const quotes = ["public", "followers", "nobody"] as const satisfies QuotePolicy[];

/** Where the author of a post says who may reply to it and who may quote it, from now on. */
export function PolicySheet({ post, onClose }: { post: Post; onClose: () => void }) {
  const t = useText(policyText);
  const say = useSayError();
  const [mayReply, setReply] = useState<ReplyPolicy>(post.reply_policy);
  const [mayQuote, setQuote] = useState<QuotePolicy>(
    quotes.find((one) => post.quote_approval.automatic[0] === one) ?? "nobody",
  );
  const open = post.visibility === "public" || post.visibility === "unlisted";
  const save = async () => {
    const wanted: InteractionPolicy = { reply_policy: mayReply, ...(open && { quote_approval_policy: mayQuote }) };
    try {
      const at = live.cursor();
      const path = `/api/v1/statuses/${encodeURIComponent(post.id)}/interaction_policy`;
      posts.take([await api.send<Status>("PUT", path, wanted)], at);
      toast(t.saved, { ms: 3000 });
    } catch (error) {
      toast(t.failed(say(error)), { action: { label: t.retry, run: () => void save() } });
    }
  };
  return (
    <Sheet title={t.title} submit={t.save} onSubmit={() => void save()} onClose={onClose}>
      <p>{t.hint}</p>
      <Select
        label={t.whoReplies}
        value={mayReply}
        options={replies.map((value) => ({ value, label: t.replies[value] }))}
        onChange={(event) => setReply(event.target.value as ReplyPolicy)}
      />
      {open ? (
        <Select
          label={t.whoQuotes}
          value={mayQuote}
          options={quotes.map((value) => ({ value, label: t.quotes[value] }))}
          onChange={(event) => setQuote(event.target.value as QuotePolicy)}
        />
      ) : (
        <p>{t.noQuotes}</p>
      )}
    </Sheet>
  );
}
