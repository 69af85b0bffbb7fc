import { useNavigate } from "react-router";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import { Icon } from "../Icon.tsx";
import { Menu } from "../Menu.tsx";
import s from "./MoreMenu.module.css";

/** What the bar of a phone has no room for; elsewhere the rail shows it. */
export function MoreMenu() {
  const t = useText(text);
  const navigate = useNavigate();
  const go = (to: string) => () => void navigate(to);
  return (
    <span className={s.place}>
      <Menu
        label={t.more}
        trigger={<Icon name="more" />}
        items={[
          { icon: "mail", label: t.conversations, onSelect: go("/conversations") },
          { icon: "bookmark", label: t.bookmarks, onSelect: go("/bookmarks") },
          { icon: "heart", label: t.favourites, onSelect: go("/favourites") },
          { icon: "settings", label: t.settings, onSelect: go("/settings") },
        ]}
      />
    </span>
  );
}
