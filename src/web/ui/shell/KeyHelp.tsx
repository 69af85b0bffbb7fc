import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import { Dialog } from "../Dialog.tsx";
import s from "./KeyHelp.module.css";

/** Everything the keyboard can do. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const { keys } = useText(text);
  const g = keys.afterG;
  const rows: [string, string][] = [
    ["j", keys.next],
    ["k", keys.previous],
    ["Enter", keys.open],
    ["r", keys.reply],
    ["l", keys.like],
    ["b", keys.boost],
    ["s", keys.bookmark],
    ["n", keys.write],
    ["Ctrl/⌘ + Enter", keys.send],
    [".", keys.fresh],
    [g("h"), keys.home],
    [g("l"), keys.local],
    [g("n"), keys.toNotifications],
    [g("c"), keys.toConversations],
    [g("b"), keys.toBookmarks],
    [g("f"), keys.toFavourites],
    [g("p"), keys.toProfile],
    [g("s"), keys.toSettings],
    ["/", keys.goTo],
    ["?", keys.help],
  ];
  return (
    <Dialog title={keys.title} onClose={onClose}>
      <dl className={s.keys}>
        {rows.map(([key, words]) => (
          <div key={key}>
            <dt>{words}</dt>
            <dd>
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
