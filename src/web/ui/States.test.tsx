import { renderToStaticMarkup } from "react-dom/server";
import { MemoryRouter } from "react-router";
import { expect, test } from "vitest";
import { Button, ButtonLink, IconButton } from "./Button.tsx";
import { Empty, Failed, Missing, PostSkeletons } from "./States.tsx";

const show = (node: React.ReactNode) => renderToStaticMarkup(<MemoryRouter>{node}</MemoryRouter>);

test("an empty list says so and offers the next step", () => {
  const html = show(
    <Empty title="It is quiet here" action={<ButtonLink to="/compose">Write</ButtonLink>}>
      Write the first post.
    </Empty>,
  );
  expect(html).toMatch(/<h2[^>]*>It is quiet here/);
  expect(html).toMatch(/<a[^>]*href="\/compose"/);
});

test("a page that leads nowhere has its one heading and a way home", () => {
  const html = show(<Missing />);
  expect(html.match(/<h1/g)).toHaveLength(1);
  expect(html).toMatch(/<a[^>]*href="\/"/);
});

test("a failure is told at once, with the way to try again", () => {
  const html = show(<Failed message="The server cannot be reached." onRetry={() => {}} />);
  expect(html).toContain('role="alert"');
  expect(html).toMatch(/<button[^>]*>Try again/);
});

test("grey shapes are for the eye; the ear hears that it is loading", () => {
  const html = show(<PostSkeletons count={3} />);
  expect(html.match(/aria-hidden="true"/g)).toHaveLength(3);
  expect(html).toContain("Loading…");
});

test("a button inside a form sends nothing unless it is meant to", () => {
  expect(show(<Button>Cancel</Button>)).toContain('type="button"');
  expect(show(<Button type="submit">Post</Button>)).toContain('type="submit"');
});

test("a busy button keeps its focus and says that it does nothing", () => {
  const html = show(<Button busy>Post</Button>);
  expect(html).toContain('aria-disabled="true"');
  expect(html).not.toContain(" disabled");
});

test("a button that is only a picture has a name", () => {
  expect(show(<IconButton icon="close" label="Close" />)).toContain('aria-label="Close"');
});
