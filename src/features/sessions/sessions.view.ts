import type { SignedIn } from "./sessions.contract.ts";
import type { SessionRow } from "./sessions.model.ts";
import { deviceOf } from "./sessions.syntax.ts";

/** A session as its owner sees it. Of the address it shows the network only. */
export function sessionView(row: SessionRow, currentId: string): SignedIn {
  return {
    id: row.id,
    ...deviceOf(row.device),
    network: networkPlace(row.network),
    created_at: row.createdAt.toISOString(),
    used_at: row.usedAt.toISOString(),
    current: row.id === currentId,
  };
}

const networkPlace = (network: string) => (network.includes(":") ? `${network}:*` : network.replace(/\.\d+$/, ".*"));
