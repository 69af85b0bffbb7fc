import { renderToStaticMarkup } from "react-dom/server";
import { MemoryRouter, Route, Routes, useLocation } from "react-router";
import { beforeEach, expect, test, vi } from "vitest";

const now = vi.hoisted(() => ({ status: "in", state: "live" }));
vi.mock("#sessions/web", () => ({ useSession: () => now, LandingPage: () => "landing" }));
vi.mock("#web/live", () => ({ useConnection: () => ({ state: now.state, since: 0 }) }));
// Server rendering has no place to go to; what is asked for is what counts.
vi.mock("react-router", async (original) => ({
  ...(await original<object>()),
  Navigate: ({ to }: { to: string }) => `to ${to}`,
}));
const { MembersOnly, VisitorsOnly } = await import("./Gate.tsx");

const Here = () => `page ${useLocation().pathname}`;
const show = (path: string) =>
  renderToStaticMarkup(
    <MemoryRouter initialEntries={[path]}>
      <Routes>
        <Route element={<VisitorsOnly />}>
          <Route path="/login" element={<Here />} />
        </Route>
        <Route
          path="*"
          element={
            <MembersOnly>
              <Here />
            </MembersOnly>
          }
        />
      </Routes>
    </MemoryRouter>,
  );

beforeEach(() => Object.assign(now, { status: "in", state: "live" }));

test("a member sees the page", () => {
  expect(show("/@alice/1")).toBe("page /@alice/1");
});

test("a visitor at the front door is welcomed", () => {
  now.status = "out";
  expect(show("/")).toBe("landing");
});

test("a visitor who followed a link logs in and comes back to it, query and all", () => {
  now.status = "out";
  expect(show("/@alice/1?x=2")).toBe(`to /login?next=${encodeURIComponent("/@alice/1?x=2")}`);
});

test("after a log-out in the settings nobody is led back there", () => {
  Object.assign(now, { status: "out", ended: null });
  expect(show("/settings")).toBe("to /");
});

test("a member has no business at the log-in page and goes on to where it leads", () => {
  expect(show("/login?next=/@bob")).toBe("to /@bob");
  expect(show("/login?next=https://evil.example")).toBe("to /");
});

test("a visitor at the log-in page may log in", () => {
  now.status = "out";
  expect(show("/login")).toBe("page /login");
});

test("until it is known who is there, nothing is promised and nobody is sent away", () => {
  now.status = "loading";
  expect(show("/@alice")).toContain('role="status"');
  expect(show("/login")).not.toContain("to /");
});

test("a server that does not answer is not kept secret", () => {
  Object.assign(now, { status: "loading", state: "offline" });
  expect(show("/")).toContain("The server does not answer yet.");
});
