import { clsx } from "clsx";
import { useText } from "#web/prefs";
import { Icon, Menu } from "#web/ui";
import type { ReplyPolicy } from "../posts.contract.ts";
import { text } from "../posts.text.ts";
import s from "./VisibilityMenu.module.css";

// Not the contract's own list: that would bring all of its schemas into the page.
const replyPolicies = ["everyone", "followers", "mentioned", "nobody"] as const satisfies ReplyPolicy[];

/** Chooses who may reply to a post, in plain words. */
export function ReplyMenu({ value, onChange }: { value: ReplyPolicy; onChange: (value: ReplyPolicy) => void }) {
  const t = useText(text);
  const label = `${t.whoReplies}: ${t.replyPolicies[value].name}`;
  return (
    <Menu
      label={label}
      className={value === "everyone" ? s.small : clsx(s.small, s.named)}
      trigger={
        <>
          <Icon name="people" size={18} />
          {value !== "everyone" && (
            <span aria-hidden="true" className={s.name}>
              {t.replyPolicies[value].name}
            </span>
          )}
        </>
      }
      items={replyPolicies.map((each) => ({
        label: t.replyPolicies[each].name,
        description: t.replyPolicies[each].hint,
        checked: each === value,
        onSelect: () => onChange(each),
      }))}
    />
  );
}

/** A small sign for a post that not everyone may reply to; nothing otherwise. */
export function ReplySign({ value }: { value: ReplyPolicy | undefined }) {
  const t = useText(text);
  if (!value || value === "everyone") return null;
  const name = t.replyLimits[value];
  return (
    <span className={s.sign} title={name}>
      <Icon name="people" size={15} />
      <span className="visually-hidden">{name}</span>
    </span>
  );
}
