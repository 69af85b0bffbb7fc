import { useState } from "react";
import type { Account } from "../accounts.contract.ts";
import s from "./Avatar.module.css";
import { hueOf, initials } from "./initials.ts";

type AvatarProps = { account: Pick<Account, "username" | "display_name" | "avatar">; size?: number };

/** Someone's picture; initials in a colour of their name where there is none or it does not load. Decorative: the name stands beside it. */
export function Avatar({ account, size = 44 }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const { avatar, username, display_name } = account;
  const name = initials(display_name || username);
  // The server's own default picture is for apps that need an address; initials say more.
  const own = avatar && !/\/avatar-default\.\w+$|\/avatars\/default|\/missing\.\w+$/.test(avatar) && broken !== avatar;
  return (
    <span
      className={s.avatar}
      style={{ "--size": `${size}px`, "--hue": hueOf(username) } as React.CSSProperties}
      aria-hidden="true"
    >
      {own ? (
        <img
          src={avatar}
          alt=""
          width={size}
          height={size}
          loading="lazy"
          decoding="async"
          onError={() => setBroken(avatar)}
          referrerPolicy="no-referrer"
        />
      ) : (
        name
      )}
    </span>
  );
}
