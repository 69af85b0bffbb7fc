import { type FormEvent, type RefObject, useEffect, useRef, useState } from "react";
import { fieldErrors, useSayError } from "#web/ui";

type Errors = Record<string, string>;

/**
 * Drives a form: checks it before it is sent, shows each field's error and focuses the first wrong one.
 * `check` names what is wrong with the values; `send` rejects with an ApiError whose details name fields.
 */
export function useForm(
  check: (values: Record<string, string>) => Errors,
  send: (values: Record<string, string>) => Promise<unknown>,
) {
  const form: RefObject<HTMLFormElement | null> = useRef(null);
  const say = useSayError();
  const [errors, setErrors] = useState<Errors>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    form.current?.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus();
  }, [errors]);

  const submit = async () => {
    if (busy || !form.current) return;
    const values = Object.fromEntries([...new FormData(form.current)].map(([name, value]) => [name, String(value)]));
    const wrong = check(values);
    setErrors(wrong);
    setProblem(null);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    try {
      await send(values);
    } catch (error) {
      const found = fieldErrors(error);
      setErrors(found);
      const shown = [...form.current.elements].some((element) => "name" in element && String(element.name) in found);
      if (!shown) setProblem(say(error));
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return { form, errors, problem, busy, onSubmit };
}
