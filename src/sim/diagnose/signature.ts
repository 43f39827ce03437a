/** What a run tells, without its accidents: times, ports and counters are dropped, the outcome stays. */
import type { Run } from '../world';

export interface Signature {
  /** one or two words: "answered", "refused", "timed out" … */
  readonly outcome: string;
  /** the line of output that says so */
  readonly evidence: string;
}

const OUTCOMES: readonly (readonly [RegExp, string])[] = [
  [/NXDOMAIN/, 'name unknown'],
  [/SERVFAIL/, 'server failure'],
  [/no servers could be reached/, 'no answer from DNS'],
  [
    /Could not resolve host|Temporary failure in name resolution|Name or service not known/,
    'name not resolved',
  ],
  [/communications error/, 'no answer from DNS'],
  [/Connection refused|Couldn't connect to server/, 'refused'],
  [/Connection reset/, 'reset'],
  [/timed out|Operation timed out|100% packet loss/, 'timed out'],
  [/Unreachable/i, 'unreachable'],
  [/No route to host/, 'unreachable'],
  [/<unset>|No resources found/, 'no endpoints'],
  [/succeeded!/, 'connected'],
  [/ 0% packet loss/, 'answered'],
  [/^Address:\s+\d/m, 'resolved'],
];

export function signatureOf(run: Run): Signature {
  const text = `${run.stdout}${run.stderr}`;
  for (const [pattern, outcome] of OUTCOMES) {
    if (!pattern.test(text)) continue;
    const evidence = text.split('\n').find((line) => pattern.test(line)) ?? '';
    return { outcome, evidence };
  }
  const last = text.trim().split('\n').at(-1) ?? '';
  return {
    outcome: run.exitCode === 0 ? 'answered' : `failed (exit code ${run.exitCode})`,
    evidence: last,
  };
}

/** Equal signatures cannot be told apart by this check. Listings differ by what they list. */
export function signatureKey(check: string, run: Run): string {
  const { outcome } = signatureOf(run);
  if (check !== 'endpoints') return outcome;
  const rows = run.stdout.trim().split('\n').slice(1);
  return rows.map((row) => row.trim().split(/\s+/).slice(1, 4).join(' ')).join('; ') || outcome;
}
