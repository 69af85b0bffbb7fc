import s from "./Mark.module.css";

/** The product's mark: three voices and one that has just begun to speak. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg className={s.mark} width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <path d="M30 30H17A13 13 0 1 1 30 17Z" />
      <path d="M34 30V17A13 13 0 1 1 47 30Z" />
      <path d="M30 34V47A13 13 0 1 1 17 34Z" />
      <circle className={s.voice} cx="45" cy="45" r="8" />
    </svg>
  );
}
