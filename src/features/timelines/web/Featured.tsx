import { useEffect, useState } from "react";
import type { Account } from "#accounts";
import { api } from "#web/api";
import { live } from "#web/live";
import { useText } from "#web/prefs";
import { Link } from "#web/ui";
import { featuredText } from "../timelines.featured.text.ts";
import s from "./Featured.module.css";

type Tag = { id: string; name: string; statuses_count: string };

/** The tags that somebody shows on their profile, each the way to their posts with it; nothing where there are none. */
export function Featured({ account, own }: { account: Account; own: boolean }) {
  const t = useText(featuredText);
  const tags = useFeatured(account.id, own);
  if (tags.length === 0) return null;
  return (
    <nav aria-label={t.featured} className={s.tags}>
      {tags.map(({ id, name, statuses_count }) => (
        <Link key={id} to={`/@${account.acct}/tagged/${encodeURIComponent(name)}`}>
          <bdi>#{name}</bdi>
          {statuses_count !== "0" && (
            <small>
              <span aria-hidden="true">{statuses_count}</span>
              <span className="visually-hidden">{t.posts(Number(statuses_count))}</span>
            </small>
          )}
        </Link>
      ))}
    </nav>
  );
}

/** The featured tags of an account; one's own follow what one changes anywhere. What cannot be read is left out. */
function useFeatured(id: string, own: boolean): Tag[] {
  const [tags, setTags] = useState<Tag[]>([]);
  useEffect(() => {
    let over = false;
    const read = () =>
      api.get<Tag[]>(`/api/v1/accounts/${encodeURIComponent(id)}/featured_tags`).then(
        ({ data }) => over || setTags(data),
        () => {},
      );
    void read();
    const stop = live.onEvent(({ type }) => {
      if (own && type === "tag.changed") void read();
    });
    return () => {
      over = true;
      stop();
    };
  }, [id, own]);
  return tags;
}
