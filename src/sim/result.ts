/** Outcome of reading something that a person or a program wrote. What the simulator itself gets wrong throws. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({
  ok: false,
  error,
});

/** Stops on a broken assumption of ours, never on bad input. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`broken assumption: ${message}`);
}

/** Something wrong in a manifest, command or URL: where it is and the way out. */
export interface Problem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint: string;
  readonly file?: string;
  /** 1-based */
  readonly line?: number;
  readonly column?: number;
  /** "spec.ports[0].targetPort" */
  readonly path?: string;
}
