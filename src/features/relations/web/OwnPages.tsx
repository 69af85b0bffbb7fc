import type { Account } from "#accounts";
import { nameOf } from "#accounts/web";
import { useText } from "#web/prefs";
import { Button, Empty, Header, Time, useTitle } from "#web/ui";
import type { Relationship } from "../relations.contract.ts";
import { text } from "../relations.text.ts";
import { useDeeds } from "./deeds.ts";
import { PeopleList } from "./PeopleList.tsx";
import { ownLists, type Person } from "./people.store.ts";

const asks = (relation: Relationship) => relation.requested_by;
const isBlocked = (relation: Relationship) => relation.blocking;
const isMuted = (relation: Relationship) => relation.muting;

/** Who has asked to follow the reader, each with the two answers. */
export function RequestsPage() {
  const t = useText(text);
  useTitle(t.requests);
  return (
    <>
      <Header title={t.requests} back />
      <PeopleList
        source={ownLists.requests}
        label={t.requests}
        stays={asks}
        empty={<Empty title={t.noRequests}>{t.noRequestsHint}</Empty>}
        action={Answers}
        plain
      />
    </>
  );
}

function Answers({ account }: { account: Account }) {
  const t = useText(text);
  const { accept, reject } = useDeeds(account);
  const name = nameOf(account);
  return (
    <>
      <Button kind="primary" aria-label={t.acceptName(name)} onClick={() => void accept()}>
        {t.accept}
      </Button>
      <Button aria-label={t.rejectName(name)} onClick={() => void reject()}>
        {t.reject}
      </Button>
    </>
  );
}

/** Whom the reader blocks. */
export function BlocksPage() {
  const t = useText(text);
  useTitle(t.blocks);
  return (
    <>
      <Header title={t.blocks} back />
      <PeopleList
        source={ownLists.blocks}
        label={t.blocks}
        stays={isBlocked}
        empty={<Empty title={t.noBlocks}>{t.noBlocksHint}</Empty>}
      />
    </>
  );
}

/** Whom the reader mutes, and until when. */
export function MutesPage() {
  const t = useText(text);
  useTitle(t.mutes);
  return (
    <>
      <Header title={t.mutes} back />
      <PeopleList
        source={ownLists.mutes}
        label={t.mutes}
        stays={isMuted}
        empty={<Empty title={t.noMutes}>{t.noMutesHint}</Empty>}
        action={Unmute}
        extra={Until}
      />
    </>
  );
}

function Unmute({ account }: { account: Account }) {
  const t = useText(text);
  const { unmute } = useDeeds(account);
  return (
    <Button aria-label={t.unmuteName(nameOf(account))} onClick={() => void unmute()}>
      {t.unmute}
    </Button>
  );
}

function Until({ until }: Person) {
  const t = useText(text);
  if (until === null) return t.forever;
  return (
    <>
      {t.until} · <Time iso={until} exact />
    </>
  );
}
