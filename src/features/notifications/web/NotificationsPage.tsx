import { useCallback, useEffect, useRef, useState } from "react";
import { useText } from "#web/prefs";
import {
  Button,
  Dialog,
  Empty,
  Failed,
  Header,
  IconButton,
  PostSkeletons,
  Spinner,
  Tabs,
  toast,
  useSayError,
  useTitle,
  VirtualList,
} from "#web/ui";
import { text } from "../notifications.text.ts";
import { NotificationRow } from "./NotificationRow.tsx";
import s from "./NotificationsPage.module.css";
import { clearAll, useNotifications } from "./notifications.ts";
import type { Filter } from "./notifications.store.ts";
import { isNewer, see, seenUpTo } from "./unread.store.ts";

/** What the reader was told: what is new is marked, and read once it is in sight. */
export function NotificationsPage() {
  const t = useText(text);
  const [filter, setFilter] = useState<Filter>("all");
  const [clearing, setClearing] = useState(false);
  useTitle(t.title);
  return (
    <>
      <Header title={t.title} action={<IconButton icon="trash" label={t.clear} onClick={() => setClearing(true)} />} />
      <Tabs
        label={t.filter}
        value={filter}
        onChange={setFilter}
        tabs={[
          { id: "all", label: t.all },
          { id: "mentions", label: t.mentions },
        ]}
      >
        <List key={filter} filter={filter} />
      </Tabs>
      {clearing && <Clear onClose={() => setClearing(false)} />}
    </>
  );
}

function List({ filter }: { filter: Filter }) {
  const t = useText(text);
  const say = useSayError();
  const { ids, state, error, end, list } = useNotifications(filter);
  const fresh = useFresh();
  const newest = list.group(ids[0] ?? "")?.page_max_id;
  useSeen(filter === "all" ? newest : undefined);

  const latest = useRef(list);
  useEffect(() => {
    latest.current = list;
  });
  const onNearEnd = useCallback(() => void latest.current.loadMore(), []);

  if (ids.length === 0 && state === "loading") return <PostSkeletons />;
  if (ids.length === 0 && state === "error") return <Failed message={say(error)} onRetry={() => void list.retry()} />;
  if (ids.length === 0)
    return filter === "all" ? (
      <Empty title={t.empty}>{t.emptyHint}</Empty>
    ) : (
      <Empty title={t.emptyMentions}>{t.emptyMentionsHint}</Empty>
    );
  return (
    <>
      <VirtualList
        keys={ids}
        memory={`notifications:${filter}`}
        label={t.list}
        plain
        onNearEnd={onNearEnd}
        render={(key) => {
          const group = list.group(key);
          return group && <NotificationRow group={group} list={list} unread={isNewer(group.page_max_id, fresh)} />;
        }}
      />
      {error !== null ? (
        <Failed message={say(error)} onRetry={() => void list.retry()} />
      ) : end ? (
        <p className={s.end}>{t.end}</p>
      ) : (
        <Spinner />
      )}
    </>
  );
}

/** What had been seen when the page was opened: what is newer stays marked as long as one looks. */
function useFresh(): string {
  const [fresh] = useState(seenUpTo);
  return fresh;
}

/** Notes what is in sight as seen, while somebody looks at the page. */
function useSeen(newest: string | undefined) {
  useEffect(() => {
    const look = () => {
      if (newest !== undefined && document.visibilityState === "visible") void see(newest);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [newest]);
}

function Clear({ onClose }: { onClose: () => void }) {
  const t = useText(text);
  const say = useSayError();
  const [busy, setBusy] = useState(false);
  const clear = async () => {
    setBusy(true);
    try {
      await clearAll();
      onClose();
    } catch (error) {
      setBusy(false);
      toast(say(error));
    }
  };
  return (
    <Dialog title={t.clearTitle} onClose={onClose}>
      <p className={s.hint}>{t.clearHint}</p>
      <div className={s.buttons}>
        <Button onClick={onClose}>{t.keep}</Button>
        <Button kind="danger" busy={busy} onClick={() => void clear()}>
          {t.clearDo}
        </Button>
      </div>
    </Dialog>
  );
}
