import { useNavigate } from "react-router";
import { useSession } from "#sessions/web";
import { useText } from "#web/prefs";
import { announce, toast } from "#web/ui";
import { text } from "../posts.text.ts";
import { mark } from "./deeds.store.ts";
import { drafts } from "./drafts.store.ts";
import type { MarkName, Post } from "./posts.store.ts";
import { mayBoost, mayQuote, replyBar } from "./rights.ts";

/** The page of a post. */
export const addressOf = (post: Post): string => `/@${post.account.acct}/${post.id}`;

/** What a reader can do to a post with one key or touch, and why not; what cannot be done says so. */
export function useActions(post: Post, onReply?: () => void) {
  const t = useText(text);
  const navigate = useNavigate();
  const { me } = useSession();
  const reader = me?.account ?? null;
  const bar = replyBar(post, reader);
  const noReply = bar ? t.noReply[bar] : null;
  const noBoost = mayBoost(post, reader) ? null : t.noBoost;
  const noQuote = mayQuote(post, reader) ? null : t.noQuote;

  /** Turns a mark; by a key it is said aloud, as no button in focus does. */
  const turn = (what: MarkName, aloud = false) => {
    const on = !post[what];
    if (what === "reblogged" && on && noBoost) return void toast(noBoost);
    if (aloud) announce(t.marked[what][Number(on)] ?? "");
    void mark(post.id, what, on);
  };
  const reply = () => {
    if (noReply) toast(noReply);
    else if (onReply) onReply();
    else void navigate(addressOf(post), { state: { reply: true } });
  };
  const quote = () => {
    if (noQuote) return void toast(noQuote);
    drafts.update("new", { quote: post.id });
    void navigate("/compose", { state: { back: true } });
  };
  return { turn, reply, quote, noReply, noBoost, noQuote, own: post.account.id === reader?.id, reader };
}

export type Actions = ReturnType<typeof useActions>;
