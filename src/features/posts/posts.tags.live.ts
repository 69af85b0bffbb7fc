import type { Deliver, Deliveries } from "#core/live.delivery";
import { findTagMarks } from "./posts.tagged.model.ts";
import { tagView } from "./posts.view.ts";

/** What a tag is to somebody now, told to them alone. */
const deliverTags: Deliver = (app, db, batch) =>
  Promise.all(
    batch.map(async ({ subject, data }) => {
      const tag = data["tag"] as string;
      const { following, featuring } = await findTagMarks(db, subject, [tag]);
      return {
        data: { ...tagView(app.config, tag), following: following.has(tag), featuring: featuring.has(tag) },
        to: [{ channels: ["me"], audience: { kind: "only", accounts: [subject] } }],
      };
    }),
  );

/** Makes followed and featured tags live. */
export function tagEvents(deliveries: Deliveries): void {
  deliveries.claim(["tag.changed"], deliverTags);
}
