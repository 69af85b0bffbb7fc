import type { Config } from "#core/config";
import type { FeaturedTag, TagPage } from "./posts.tags.contract.ts";
import type { Featured, TagDay } from "./posts.tagged.model.ts";
import { tagView } from "./posts.view.ts";

type Site = Pick<Config, "publicUrl">;

const days = [0, 1, 2, 3, 4, 5, 6];
const daySeconds = 86_400;

/** A tag with its last seven days. */
export function tagPageView(site: Site, tag: string, counted: TagDay[], now: Date): TagPage {
  const today = Math.floor(now.getTime() / 1000 / daySeconds);
  const history = days.map((back) => {
    const found = counted.find((row) => row.tag === tag && row.day === back);
    return {
      day: String((today - back) * daySeconds),
      uses: String(found?.uses ?? 0),
      accounts: String(found?.accounts ?? 0),
    };
  });
  return { ...tagView(site, tag), history };
}

/** A tag of a profile. */
export const featuredView = (site: Site, { id, tag, posts, last }: Featured): FeaturedTag => ({
  id,
  ...tagView(site, tag),
  statuses_count: String(posts),
  last_status_at: last?.toISOString().slice(0, 10) ?? null,
});
