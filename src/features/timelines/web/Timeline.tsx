import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { PostCard, PostRow, useOutbox } from "#posts/web";
import { useText } from "#web/prefs";
import { announce, Failed, Icon, PostSkeletons, Spinner, useKeys, useSayError, VirtualList } from "#web/ui";
import { text } from "../timelines.text.ts";
import s from "./Timeline.module.css";
import { channelOf, standsAlone, type TimelineKey } from "./keys.ts";
import { compareIds } from "./lists.ts";
import type { LeftOff } from "./place.ts";
import { useTimeline } from "./timelines.ts";

/** How far from the top (px) someone may be and still count as being there. */
const topPx = 12;

/** `from`: the post at which the list opens when it is on the first page. */
type TimelineProps = { name: TimelineKey; label: string; empty: ReactNode; answers?: boolean; from?: LeftOff };

/** A list of posts that stays current: at its top new posts slide in, elsewhere a pill tells how many wait. */
export function Timeline({ name, label, empty, answers, from = null }: TimelineProps) {
  const t = useText(text);
  const say = useSayError();
  const { ids, pending, showPending, loadMore, state, end, error, retry, atTop } = useTimeline(name);
  const unsent = useOutbox(channelOf(name));
  const outbox = useMemo(() => {
    if (name.startsWith("tagged:")) return [];
    return name.startsWith("posts:") ? unsent.filter(standsAlone) : unsent;
  }, [name, unsent]);

  const latest = useRef({ atTop, loadMore });
  useEffect(() => {
    latest.current = { atTop, loadMore };
  });
  // How many stand above the place where the list was opened, until the reader has been at its top.
  const [above, setAbove] = useState(0);
  const look = useCallback(() => {
    const top = window.scrollY <= topPx;
    latest.current.atTop(top);
    if (top) setAbove(0);
  }, []);
  // Gone in the same moment as the list: the next page's own start at the top is not the reader's.
  useLayoutEffect(() => {
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, [look]);
  // Only after the page has found the reader's place again.
  useEffect(look, [look, name]);

  const toTop = () => {
    showPending();
    window.scrollTo({ top: 0 });
  };
  useKeys({ ".": toTop });
  const fresh = pending + above;
  useEffect(() => {
    if (fresh > 0) announce(t.fresh(fresh));
  }, [fresh, t]);

  const keys = useMemo(() => [...outbox.map(({ id }) => id), ...ids], [outbox, ids]);
  const onNearEnd = useCallback(() => void latest.current.loadMore(), []);
  const start = from !== null ? ids.find((id) => compareIds(id, from) <= 0) : undefined;
  const onStart = (key: string) => {
    setAbove(ids.indexOf(key));
    look();
  };

  if (from === "asked" || (keys.length === 0 && (state === "loading" || (state === "ready" && !end && error === null))))
    return <PostSkeletons />;
  if (keys.length === 0 && state === "error") return <Failed message={say(error)} onRetry={() => void retry()} />;
  if (keys.length === 0) return empty;
  return (
    <>
      <div className={s.pillPlace}>
        {fresh > 0 && (
          <button type="button" className={s.pill} onClick={toTop}>
            <Icon name="up" size={16} />
            {t.fresh(fresh)}
          </button>
        )}
      </div>
      <VirtualList
        keys={keys}
        memory={name}
        label={label}
        onNearEnd={onNearEnd}
        start={start}
        onStart={onStart}
        render={(key, index) => {
          const local = outbox[index];
          return local ? <PostCard post={local} answers={answers} /> : <PostRow id={key} answers={answers} />;
        }}
      />
      {error !== null ? (
        <Failed message={say(error)} onRetry={() => void retry()} />
      ) : end ? (
        <p className={s.end}>{t.end}</p>
      ) : (
        <Spinner />
      )}
    </>
  );
}
