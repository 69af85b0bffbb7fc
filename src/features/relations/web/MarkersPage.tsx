import { useParams } from "react-router";
import { useText } from "#web/prefs";
import { Empty, Header, useTitle } from "#web/ui";
import { text } from "../relations.text.ts";
import { PeopleList } from "./PeopleList.tsx";
import { markersOf } from "./people.store.ts";

/** Who liked or boosted a post. */
export function MarkersPage({ what }: { what: "favourited" | "boosted" }) {
  const { id = "" } = useParams();
  const t = useText(text);
  useTitle(t[what]);
  return (
    <>
      <Header title={t[what]} back />
      <PeopleList
        key={`${id}${what}`}
        source={markersOf(id, what)}
        label={t[what]}
        empty={<Empty title={what === "favourited" ? t.noFavourites : t.noBoosts} />}
      />
    </>
  );
}
