import { clsx } from "clsx";
import { useState } from "react";
import type { Account } from "#accounts";
import { Avatar, nameOf } from "#accounts/web";
import { type Post, PostRow, usePost } from "#posts/web";
import { useSession } from "#sessions/web";
import { useText } from "#web/prefs";
import { Button, Html, Icon, IconButton, Link, Time, toast, useSayError } from "#web/ui";
import type { NotificationGroup, NotificationType } from "../notifications.contract.ts";
import { text } from "../notifications.text.ts";
import s from "./NotificationRow.module.css";
import { answerRequest, dismissGroup } from "./notifications.ts";
import type { createNotifications } from "./notifications.store.ts";

type RowProps = {
  group: NotificationGroup;
  list: Pick<ReturnType<typeof createNotifications>, "account" | "drop">;
  unread: boolean;
};

const icons = {
  mention: "reply",
  status: "write",
  reblog: "boost",
  follow: "person",
  follow_request: "person",
  favourite: "heart",
  update: "history",
  quote: "quote",
  quoted_update: "history",
} as const satisfies Record<NotificationType, string>;
const words: NotificationType[] = ["mention", "status", "quote", "update", "quoted_update"];

/** One group of notifications: who did what, when, and the post it is about. */
export function NotificationRow({ group, list, unread }: RowProps) {
  const t = useText(text);
  const say = useSayError();
  const { me } = useSession();
  const post = usePost(group.status_id ?? "");
  const people = group.sample_account_ids.flatMap((id) => list.account(id) ?? []);
  const first = people[0];
  if (!first) return null;
  const { type } = group;
  const dismiss = () => void dismissGroup(group.group_key).catch((error: unknown) => toast(say(error)));
  return (
    <section className={clsx(s.row, unread && s.unread)} data-kind={type}>
      <div className={s.line}>
        <span className={clsx(s.icon, s[type])}>
          <Icon name={icons[type]} size={22} />
        </span>
        <div className={s.what}>
          {!words.includes(type) && (
            <div className={s.faces}>
              {people.slice(0, 8).map((one) => (
                <Link key={one.id} to={`/@${one.acct}`} title={nameOf(one)} aria-label={nameOf(one)}>
                  <Avatar account={one} size={32} />
                </Link>
              ))}
            </div>
          )}
          <p className={s.sentence}>
            {unread && <span className="visually-hidden">{t.unread} </span>}
            <Link to={`/@${first.acct}`} className={s.who}>
              <bdi>{t.who(nameOf(first), group.notifications_count - 1)}</bdi>
            </Link>
            {t.did[kindOf(type, post, me?.account.id)]}
          </p>
          {post && !words.includes(type) && <Snippet post={post} />}
          {type === "follow_request" && <Request account={first} onAnswered={() => list.drop(group.group_key)} />}
        </div>
        <span className={s.when}>
          <Time iso={group.latest_page_notification_at} />
        </span>
        <IconButton icon="close" label={t.dismiss} className={s.dismiss} onClick={dismiss} />
      </div>
      {group.status_id !== null && words.includes(type) && <PostRow id={group.status_id} answers={false} />}
    </section>
  );
}

function kindOf(type: NotificationType, post: Post | undefined, me: string | undefined) {
  if (type !== "mention" || !post) return type;
  if (post.visibility === "direct") return "direct";
  return post.in_reply_to_account_id === me ? "reply" : type;
}

/** The reader's own post, as far as it is needed to know which it is. */
function Snippet({ post }: { post: Post }) {
  return (
    <Link to={`/@${post.account.acct}/${post.id}`} className={s.snippet}>
      {post.spoiler_text || <Plain html={post.content} />}
    </Link>
  );
}

/** The words alone: a link inside a link is none. */
function Plain({ html }: { html: string }) {
  return <Html html={html.replaceAll(/<\/?a\b[^>]*>/g, "").replaceAll(/<\/?p>/g, " ")} />;
}

function Request({ account, onAnswered }: { account: Account; onAnswered: () => void }) {
  const t = useText(text);
  const say = useSayError();
  const [busy, setBusy] = useState(false);
  const answer = async (yes: boolean) => {
    setBusy(true);
    try {
      await answerRequest(account.id, yes);
      toast((yes ? t.approved : t.rejected)(nameOf(account)));
      onAnswered();
    } catch (error) {
      setBusy(false);
      toast(say(error));
    }
  };
  return (
    <div className={s.buttons}>
      <Button kind="primary" busy={busy} onClick={() => void answer(true)}>
        {t.approve}
      </Button>
      <Button busy={busy} onClick={() => void answer(false)}>
        {t.reject}
      </Button>
    </div>
  );
}
