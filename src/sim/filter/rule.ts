/** One line of iptables-save as data. Closed world: what is not understood is an error. Source: iptables-extensions(8). */
import { err, ok, type Problem, type Result } from '../result';
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
  if (tokens[0] !== '-A' || !tokens[1]) return err(problem(text, 'expected -A CHAIN'));
  const matches: Match[] = [];
  let target: Target = { kind: 'none' };
  let not = false;
  let module = '';
  const recent: { name?: string; set?: boolean; seconds?: number } = {};
  let at = 2;
  const take = () => tokens[++at] ?? '';
  const number = (value: string) => Number(value);
  const masked = (value: string) => {
    const [v = '0', m = '0xffffffff'] = value.split('/');
    return { value: number(v), mask: number(m) >>> 0 };
  };
  const range = (value: string) => {
    const [low = '0', high = low] = value.split(':');
    return { low: number(low), high: number(high) };
  };
  for (; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    switch (token) {
      case '!':
        not = true;
        continue;
      case '-m':
        module = take();
        break;
      case '-s':
        matches.push({ kind: 'source', cidr: take(), not });
        break;
      case '-d':
        matches.push({ kind: 'destination', cidr: take(), not });
        break;
      case '-i':
        matches.push({ kind: 'in', device: take(), not });
        break;
      case '-o':
        matches.push({ kind: 'out', device: take(), not });
        break;
      case '-p':
        matches.push({ kind: 'protocol', protocol: take(), not });
        break;
      case '--sport':
        matches.push({ kind: 'sport', protocol: module, ...range(take()), not });
        break;
      case '--dport':
        matches.push({ kind: 'dport', protocol: module, ...range(take()), not });
        break;
      case '--dports':
        matches.push({ kind: 'dports', ports: take().split(',').map(Number) });
        break;
      case '--ctstate':
        matches.push({ kind: 'ctstate', states: take().split(','), not });
        break;
      case '--mark':
        matches.push({ kind: 'mark', ...masked(take()), not });
        break;
      case '--mode':
        if (take() !== 'random')
          return err(problem(text, 'only the random mode of statistic is modelled'));
        break;
      case '--comment':
        matches.push({ kind: 'comment', text: take() });
        break;
      case '--set':
      case '--rcheck':
        recent.set = token === '--set';
        break;
      case '--reap':
      case '--rsource':
        break;
      case '--seconds':
        recent.seconds = number(take());
        break;
      case '--mask':
        take();
        break;
      case '--name':
        recent.name = take();
        break;
      case '--probability':
        matches.push({ kind: 'statistic', probability: number(take()) });
        break;
      case '--src-type':
        matches.push({ kind: 'addrtype', which: 'src', type: take(), not });
        break;
      case '--dst-type':
        matches.push({ kind: 'addrtype', which: 'dst', type: take(), not });
        break;
      case '--icmp-type':
        matches.push({ kind: 'icmp-type', type: take(), not });
        break;
      case '--nfacct-name':
        matches.push({ kind: 'nfacct', name: take() });
        break;
      case '-j':
      case '-g': {
        const parsed = parseTarget(take(), tokens.slice(at + 1), token === '-g');
        if (!parsed) return err(problem(text, `target ${tokens[at]} is not modelled`));
        target = parsed;
        at = tokens.length;
        break;
      }
      default:
        return err(problem(text, `option ${token} is not modelled`));
    }
    not = false;
  }
  if (recent.set !== undefined) {
    const { name = 'DEFAULT', set, seconds } = recent;
    matches.push({ kind: 'recent', name, set, seconds });
  }
  return ok({ chain: tokens[1], matches, target, text });
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
    case 'MARK': {
      const [v = '0', m = '0xffffffff'] = (value('--set-xmark') ?? '0').split('/');
      return { kind: 'mark', value: Number(v), mask: Number(m) >>> 0 };
    }
    default:
      return /^[A-Za-z0-9_-]+$/.test(name) ? { kind: isGoto ? 'goto' : 'jump', chain: name } : null;
  }
}
