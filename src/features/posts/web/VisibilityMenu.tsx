import { useText } from "#web/prefs";
import { Icon, Menu } from "#web/ui";
import type { Visibility } from "../posts.contract.ts";
import { text } from "../posts.text.ts";
import s from "./VisibilityMenu.module.css";

const offered = ["public", "unlisted", "private", "direct"] as const;
const icons = { public: "globe", unlisted: "quiet", private: "lock", direct: "mail" } as const;

/** Chooses who can see a post, in plain words. */
export function VisibilityMenu({ value, onChange }: { value: Visibility; onChange: (value: Visibility) => void }) {
  const t = useText(text);
  const { name } = t.visibilities[value];
  return (
    <Menu
      label={`${t.visibility}: ${name}`}
      className={s.trigger}
      trigger={
        <>
          <Icon name={icons[value]} size={18} />
          <span aria-hidden="true" className={s.name}>
            {name}
          </span>
        </>
      }
      items={offered.map((each) => ({
        label: t.visibilities[each].name,
        description: t.visibilities[each].hint,
        icon: icons[each],
        checked: each === value,
        onSelect: () => onChange(each),
      }))}
    />
  );
}

/** A small sign for a post that not everyone sees in the timeline; nothing for a public one. */
export function VisibilitySign({ value }: { value: Visibility }) {
  const t = useText(text);
  if (value === "public") return null;
  const { name } = t.visibilities[value];
  return (
    <span className={s.sign} title={name}>
      <Icon name={icons[value]} size={15} />
      <span className="visually-hidden">{name}</span>
    </span>
  );
}
