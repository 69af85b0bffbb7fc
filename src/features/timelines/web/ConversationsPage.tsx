import { clsx } from "clsx";
import { useState } from "react";
import { useStore } from "zustand";
import { Avatar, nameOf } from "#accounts/web";
import { posts, usePost, watchPosts } from "#posts/web";
import { useSession } from "#sessions/web";
import { api } from "#web/api";
import { live } from "#web/live";
import { useText } from "#web/prefs";
import { viewer } from "#web/store";
import {
  ButtonLink,
  Empty,
  Failed,
  Header,
  Html,
  Link,
  PostSkeletons,
  Spinner,
  Time,
  useSayError,
  useTitle,
  VirtualList,
} from "#web/ui";
import type { Conversation } from "../timelines.conversations.contract.ts";
import { text } from "../timelines.text.ts";
import s from "./ConversationsPage.module.css";
import { createConversations } from "./conversations.store.ts";
import { useKept } from "./useKept.ts";

/** The reader's direct talks; one that is opened is read. */
export function ConversationsPage() {
  const reader = useStore(viewer, (now) => now.account?.id);
  return <Talks key={reader} />;
}

function Talks() {
  const t = useText(text);
  const say = useSayError();
  const [list] = useState(() => createConversations({ api, live, posts, watch: watchPosts }));
  const { ids, state, error, end, onNearEnd } = useKept(list);
  useTitle(t.talks.title);
  return (
    <>
      <Header title={t.talks.title} back />
      {ids.length === 0 && state === "loading" && <PostSkeletons />}
      {ids.length === 0 && state === "ready" && (
        <Empty
          title={t.talks.empty}
          action={
            <ButtonLink to="/compose" kind="primary">
              {t.write}
            </ButtonLink>
          }
        >
          {t.talks.hint}
        </Empty>
      )}
      {ids.length > 0 && (
        <VirtualList
          keys={ids}
          memory="conversations"
          label={t.talks.title}
          plain
          onNearEnd={onNearEnd}
          render={(id) => {
            const talk = list.talk(id);
            // A mark that could not be set is set when the talk is opened again.
            return talk && <Talk talk={talk} onOpen={() => void list.read(id).catch(() => {})} />;
          }}
        />
      )}
      {error !== null && <Failed message={say(error)} onRetry={() => void list.retry()} />}
      {ids.length > 0 && error === null && !end && <Spinner />}
    </>
  );
}

function Talk({ talk, onOpen }: { talk: Conversation; onOpen: () => void }) {
  const t = useText(text);
  const { me } = useSession();
  const last = usePost(talk.last_status?.id ?? "");
  const others = talk.accounts;
  const first = others[0] ?? me?.account;
  if (!last || !first) return null;
  const names = others.length > 0 ? t.talks.names(others.map(nameOf)) : t.talks.alone;
  return (
    <Link to={`/@${last.account.acct}/${last.id}`} className={clsx(s.talk, talk.unread && s.unread)} onClick={onOpen}>
      <Avatar account={first} size={44} />
      <span className={s.words}>
        <span className={s.head}>
          <bdi className={s.names}>{names}</bdi>
          {talk.unread && <span className="visually-hidden">{t.talks.unread}</span>}
          <span className={s.when}>
            <Time iso={last.created_at} />
          </span>
        </span>
        <span className={s.last}>
          {last.account.id === me?.account.id && `${t.talks.you} `}
          {last.spoiler_text || <Html html={plain(last.content)} />}
        </span>
      </span>
    </Link>
  );
}

/** The words alone: a link inside a link is none. */
const plain = (html: string) => html.replaceAll(/<\/?a\b[^>]*>/g, "").replaceAll(/<\/?p>/g, " ");
