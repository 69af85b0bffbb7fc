import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Field, Notice, PasswordField } from "./Field.tsx";

test("the rule is said before anyone breaks it, and read out with the field", () => {
  const html = renderToStaticMarkup(<Field name="username" label="사용자 이름" hint="30자까지" />);
  const note = /aria-describedby="([^"]+)"/.exec(html)?.[1];
  expect(html).toContain(`id="${note}"`);
  expect(html).toContain("30자까지");
  expect(html).not.toContain("aria-invalid");
});

test("an error takes the place of the rule and marks the field", () => {
  const html = renderToStaticMarkup(<Field name="username" label="Username" hint="Up to 30" error="Taken" />);
  expect(html).toContain('aria-invalid="true"');
  expect(html).toContain("Taken");
  expect(html).not.toContain("Up to 30");
});

test("the label belongs to its input", () => {
  const html = renderToStaticMarkup(<Field name="email" label="E-mail" />);
  const id = /for="([^"]+)"/.exec(html)?.[1];
  expect(html).toMatch(new RegExp(`<input[^>]*id="${id}"`));
});

test("a password is hidden at first and can be shown", () => {
  const html = renderToStaticMarkup(<PasswordField name="password" label="Password" show="Show" hide="Hide" />);
  expect(html).toContain('type="password"');
  expect(html).toContain('aria-label="Show"');
});

test("bad news interrupts, other news waits for a pause", () => {
  expect(renderToStaticMarkup(<Notice kind="error">x</Notice>)).toContain('role="alert"');
  expect(renderToStaticMarkup(<Notice>x</Notice>)).toContain('role="status"');
});
