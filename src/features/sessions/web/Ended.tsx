import { useText } from "#web/prefs";
import { Notice } from "#web/ui";
import { text } from "../sessions.text.ts";
import { useSession } from "./session.store.ts";

/** One sentence about a session that is over; nothing when there is nothing to tell. */
export function Ended() {
  const t = useText(text);
  const { ended } = useSession();
  return ended && <Notice>{t.ended[ended]}</Notice>;
}
