import { Suspense, useSyncExternalStore } from "react";
import { Composer } from "#posts/web";
import { Suggestions } from "#relations/web";
import { useSession } from "#sessions/web";
import { useText } from "#web/prefs";
import { Button, ButtonLink, Empty, Header, Mark, MoreMenu, Tabs, useTitle } from "#web/ui";
import { text } from "../timelines.text.ts";
import { type HomeTab, setHomeTab, useHomeTab } from "./homeTab.ts";
import { useLeftOff, usePlace } from "./place.ts";
import { Timeline } from "./Timeline.tsx";

const wide = typeof window === "undefined" ? null : window.matchMedia("(min-width: 700px)");

const hasRoom = () => wide?.matches ?? true;
function onResize(changed: () => void) {
  wide?.addEventListener("change", changed);
  return () => wide?.removeEventListener("change", changed);
}

/** What those write whom one follows, or all posts; with room to write above them where the screen has room. */
export function HomePage() {
  const t = useText(text);
  const { me } = useSession();
  const room = useSyncExternalStore(onResize, hasRoom, hasRoom);
  const tab = useHomeTab((me?.account.following_count ?? 0) > 0);
  useTitle();
  usePlace(tab === "home");
  const place = useLeftOff(tab === "home");
  return (
    <>
      <Header title={t.homeTitle} mark={<Mark size={26} />} action={<MoreMenu />} />
      <Tabs<HomeTab>
        label={t.homeTabs}
        value={tab}
        onChange={setHomeTab}
        tabs={[
          { id: "home", label: t.followed },
          { id: "local", label: t.everyone },
        ]}
      >
        {room && <Composer />}
        {tab === "home" ? (
          <Timeline key="home" name="home" label={t.followedLabel} empty={<EmptyHome />} from={place} />
        ) : (
          <Timeline key="public" name="public" label={t.home} empty={<EmptyLocal room={room} />} />
        )}
      </Tabs>
    </>
  );
}

function EmptyHome() {
  const t = useText(text);
  return (
    <>
      <Empty
        title={t.emptyFollowed}
        action={
          <Button kind="primary" onClick={() => setHomeTab("local")}>
            {t.seeEveryone}
          </Button>
        }
      >
        {t.emptyFollowedHint}
      </Empty>
      <Suspense>
        <Suggestions below />
      </Suspense>
    </>
  );
}

function EmptyLocal({ room }: { room: boolean }) {
  const t = useText(text);
  return (
    <Empty
      title={t.emptyHome}
      action={
        !room && (
          <ButtonLink to="/compose" kind="primary">
            {t.write}
          </ButtonLink>
        )
      }
    >
      {t.emptyHomeHint}
    </Empty>
  );
}
