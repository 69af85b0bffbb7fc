import { CirclePage } from "./CirclePage.tsx";
import { MarkersPage } from "./MarkersPage.tsx";
import { BlocksPage, MutesPage, RequestsPage } from "./OwnPages.tsx";
import { PeopleLinks } from "./PeopleLinks.tsx";

const own = { requests: RequestsPage, blocks: BlocksPage, mutes: MutesPage, links: PeopleLinks };

type PeoplePageProps = { of: "followers" | "following" | "favourited" | "boosted" | keyof typeof own };

/** The page of one list of people: of somebody, of a post, or of one's own; `links` are the ways to one's own. */
export function PeoplePage({ of }: PeoplePageProps) {
  if (of === "followers" || of === "following") return <CirclePage which={of} />;
  if (of === "favourited" || of === "boosted") return <MarkersPage what={of} />;
  const Page = own[of];
  return <Page />;
}
