/** One line of iptables-save as data. Closed world: what is not understood is an error. Source: iptables-extensions(8). */
import { err, ok, type Problem, type Result } from '../result';
import { masked, Reading } from './rule-matches';
import type { RejectKind } from './types';

export type Match =
  | { readonly kind: 'source' | 'destination'; readonly cidr: string; readonly not: boolean }
  | { readonly kind: 'in' | 'out'; readonly device: string; readonly not: boolean }
  | { readonly kind: 'protocol'; readonly protocol: string; readonly not: boolean }
  | {
      readonly kind: 'sport' | 'dport';
      readonly protocol: string;
      readonly low: number;
      readonly high: number;
      readonly not: boolean;
    }
  | { readonly kind: 'dports'; readonly ports: readonly number[] }
  | { readonly kind: 'ctstate'; readonly states: readonly string[]; readonly not: boolean }
  | { readonly kind: 'mark'; readonly value: number; readonly mask: number; readonly not: boolean }
  | { readonly kind: 'statistic'; readonly probability: number }
  | {
      readonly kind: 'addrtype';
      readonly which: 'src' | 'dst';
      readonly type: string;
      readonly not: boolean;
    }
  | { readonly kind: 'icmp-type'; readonly type: string; readonly not: boolean }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'nfacct'; readonly name: string }
  | {
      readonly kind: 'recent';
      readonly name: string;
      /** --set adds the source to the list, --rcheck looks it up */
      readonly set: boolean;
      readonly seconds?: number;
    };

export type Target =
  | { readonly kind: 'none' }
  | { readonly kind: 'accept' | 'drop' | 'return' | 'notrack' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  | { readonly kind: 'reject'; readonly with: RejectKind }
  | { readonly kind: 'dnat'; readonly address?: string; readonly port?: number }
  | { readonly kind: 'snat'; readonly address: string; readonly port?: number }
  | { readonly kind: 'masquerade'; readonly randomFully: boolean }
  | { readonly kind: 'mark'; readonly value: number; readonly mask: number };

export interface Rule {
  readonly chain: string;
  readonly matches: readonly Match[];
  readonly target: Target;
  readonly text: string;
}

/** Splits at blanks, keeps quoted comments together. */
export function words(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}

const problem = (text: string, what: string): Problem => ({
  code: 'rule-not-modelled',
  severity: 'error',
  message: `${what} in rule "${text}"`,
  hint: 'only the rule forms that Kubernetes agents write are modelled',
});

export function parseRule(text: string): Result<Rule, Problem> {
  const tokens = words(text);
  const chain = tokens[1];
  if (tokens[0] !== '-A' || !chain) return err(problem(text, 'expected -A CHAIN'));
  const reading = new Reading(tokens);
  for (let token = reading.take(); token !== undefined; token = reading.take()) {
    if (token === '-j' || token === '-g') {
      const name = reading.take() ?? '';
      const target = parseTarget(name, reading.rest(), token === '-g');
      if (!target) return err(problem(text, `target ${name} is not modelled`));
      return ok({ chain, matches: reading.matches(), target, text });
    }
    const why = reading.option(token);
    if (why) return err(problem(text, why));
  }
  return ok({ chain, matches: reading.matches(), target: { kind: 'none' }, text });
}

function parseTarget(name: string, rest: readonly string[], isGoto: boolean): Target | null {
  const value = (option: string) => {
    const index = rest.indexOf(option);
    return index < 0 ? undefined : rest[index + 1];
  };
  const endpoint = (text = '') => {
    const [address = '', port] = text.split(':');
    return {
      address: address || undefined,
      port: port === undefined ? undefined : Number(port.split('-')[0]),
    };
  };
  switch (name) {
    case 'ACCEPT':
      return { kind: 'accept' };
    case 'DROP':
      return { kind: 'drop' };
    case 'RETURN':
      return { kind: 'return' };
    case 'NOTRACK':
      return { kind: 'notrack' };
    case 'CT':
      return rest.includes('--notrack') ? { kind: 'notrack' } : null;
    case 'REJECT':
      return {
        kind: 'reject',
        with: (value('--reject-with') ?? 'icmp-port-unreachable') as RejectKind,
      };
    case 'DNAT':
      return { kind: 'dnat', ...endpoint(value('--to-destination')) };
    case 'SNAT': {
      const { address, port } = endpoint(value('--to-source'));
      return address ? { kind: 'snat', address, port } : null;
    }
    case 'REDIRECT':
      return { kind: 'dnat', port: Number(value('--to-ports')) };
    case 'MASQUERADE':
      return { kind: 'masquerade', randomFully: rest.includes('--random-fully') };
    case 'MARK':
      return { kind: 'mark', ...masked(value('--set-xmark') ?? '0') };
    default:
      return /^[A-Za-z0-9_-]+$/.test(name) ? { kind: isGoto ? 'goto' : 'jump', chain: name } : null;
  }
}
