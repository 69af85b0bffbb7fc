import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import type { Account } from "#accounts";
import type { Relationship } from "../relations.contract.ts";

const how = vi.hoisted(() => ({ relation: undefined as Partial<Relationship> | undefined }));
vi.mock("./relations.store.ts", () => ({ useRelation: () => how.relation, relations: {} }));
const { FollowButton, followState } = await import("./FollowButton.tsx");

const minsu = { id: "7", username: "minsu", acct: "minsu", display_name: "김민수" } as Account;
const state = (relation: Partial<Relationship>) => followState(relation as Relationship);
const show = (relation?: Partial<Relationship>) => {
  how.relation = relation;
  return renderToStaticMarkup(<FollowButton account={minsu} />);
};

test("a block outdoes all else, and whoever is blocked finds no button", () => {
  expect(state({ blocking: true, following: true, blocked_by: true })).toBe("blocked");
  expect(state({ blocked_by: true, followed_by: true })).toBe("none");
  expect(show({ blocked_by: true })).toBe("");
});

test("what stands is said, and what pressing does as well", () => {
  const words: [Partial<Relationship>, string, string][] = [
    [{}, "Follow 김민수", ">Follow<"],
    [{ followed_by: true }, "Follow back 김민수", ">Follow back<"],
    [{ following: true, followed_by: true }, "Following 김민수. Unfollow", ">Unfollow<"],
    [{ requested: true }, "Requested to follow 김민수. Withdraw", ">Withdraw<"],
    [{ blocking: true }, "Blocked: 김민수. Unblock", ">Unblock<"],
  ];
  for (const [relation, name, visible] of words) {
    expect(show(relation)).toContain(`aria-label="${name}"`);
    expect(show(relation)).toContain(visible);
  }
});

test("until it is known there is room and no button", () => {
  expect(show()).not.toContain("<button");
  expect(show()).toContain('aria-hidden="true"');
});
