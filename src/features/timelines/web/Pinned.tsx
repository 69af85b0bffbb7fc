import { PostRow } from "#posts/web";
import { useText } from "#web/prefs";
import { text } from "../timelines.text.ts";
import s from "./Pinned.module.css";
import { usePinned } from "./pinned.store.ts";

/** What somebody has pinned to the top of their page; nothing when there is nothing. */
export function Pinned({ account }: { account: string }) {
  const t = useText(text);
  const ids = usePinned(account);
  if (ids.length === 0) return null;
  return (
    <section aria-label={t.pinned} className={s.pinned}>
      {ids.map((id) => (
        <div key={id}>
          <p className={s.sign}>{t.pinned}</p>
          <PostRow id={id} />
        </div>
      ))}
    </section>
  );
}
