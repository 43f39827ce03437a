/** What the objects of `ip` share: the namespace they look at, their way to fail, and selectors like "dev eth0". */
import type { KernelPlan, NamespacePlan } from '../plan';
import { err, ok, type Result } from '../result';
import type { NamespaceState } from '../state';

export interface IpView {
  readonly plans: KernelPlan;
  readonly plan: NamespacePlan;
  readonly state: NamespaceState;
  readonly nowMicros: number;
  readonly isDetailed: boolean;
  readonly isBrief: boolean;
}

export interface IpError {
  readonly message: string;
  readonly exitCode: number;
}

export type IpOutput = Result<readonly string[], IpError>;

export const ipError = (message: string, exitCode = 1) => err<IpError>({ message, exitCode });

/** Pairs of name and value, or an error that repeats what is not understood. */
export function readSelectors(
  object: string,
  words: readonly string[],
  known: readonly string[],
): Result<ReadonlyMap<string, string>, IpError> {
  const selectors = new Map<string, string>();
  for (let at = 0; at < words.length; at += 2) {
    const [name = '', value] = words.slice(at, at + 2);
    if (!known.includes(name) || value === undefined) {
      return ipError(
        `ip: "${name}" is not modelled for "ip ${object}". Known: ${known.join(' ')}`,
        2,
      );
    }
    selectors.set(name, value);
  }
  return ok(selectors);
}
