/** One rule as `nft list` prints it or `nft add rule` takes it. Closed world: what is not understood is an error. Source: nft(8) 1.0.6. */
import { err, ok, type Problem, type Result } from '../../result';
import { isIpv4 } from '../../wire/address';
import type { RejectKind } from '../types';
import { readTime } from './constants';
import {
  readExpression,
  readKey,
  readMapLookup,
  readSetReference,
  readVerdict,
  startsVerdict,
  typesOf,
} from './expression';
import { Reader, wordsOf } from './reader';
import type { Expression, NatTarget, NftRule, Statement } from './types';

export const problem = (text: string, what: string): Problem => ({
  code: 'nft-not-modelled',
  severity: 'error',
  message: `${what} in "${text}"`,
  hint: 'Only the nftables constructs that Kubernetes agents and plain firewalls write are modelled.',
});

export function parseNftRule(text: string): Result<NftRule, Problem> {
  const reader = new Reader(wordsOf(text));
  const statements: Statement[] = [];
  let comment: string | undefined;
  while (!reader.atEnd && reader.failure === null) {
    if (reader.accept('comment')) comment = reader.take();
    else {
      const statement = readStatement(reader);
      if (statement) statements.push(statement);
    }
  }
  if (reader.failure !== null) return err(problem(text, reader.failure));
  if (statements.length === 0) return err(problem(text, 'a rule without a statement'));
  return ok({ statements, comment });
}

function readStatement(reader: Reader): Statement | null {
  if (startsVerdict(reader)) {
    const verdict = readVerdict(reader);
    return verdict && { kind: 'verdict', verdict };
  }
  switch (reader.peek()) {
    case 'counter':
      return readCounter(reader);
    case 'notrack':
      reader.take();
      return { kind: 'notrack' };
    case 'reject':
      return readReject(reader);
    case 'dnat':
    case 'snat':
      return readNat(reader, reader.take() === 'dnat' ? 'dnat' : 'snat');
    case 'masquerade':
      reader.take();
      return { kind: 'masquerade', flags: readFlags(reader) };
    case 'redirect':
      return readRedirect(reader);
    case 'add':
    case 'update':
      return readRemember(reader, reader.take() === 'add' ? 'add' : 'update');
    default:
      return readMarkChange(reader) ?? readComparison(reader);
  }
}

function readCounter(reader: Reader): Statement | null {
  reader.take();
  if (!reader.accept('packets')) return { kind: 'counter' };
  if (reader.number('a number of packets') === null || !reader.expect('bytes')) return null;
  return reader.number('a number of bytes') === null ? null : { kind: 'counter' };
}

const REJECT_KINDS: Readonly<Record<string, RejectKind>> = {
  'net-unreachable': 'icmp-net-unreachable',
  'host-unreachable': 'icmp-host-unreachable',
  'prot-unreachable': 'icmp-proto-unreachable',
  'port-unreachable': 'icmp-port-unreachable',
  'admin-prohibited': 'icmp-admin-prohibited',
};

function readReject(reader: Reader): Statement | null {
  reader.take();
  if (!reader.accept('with')) return { kind: 'reject', with: 'icmp-port-unreachable' };
  if (reader.accept('tcp', 'reset')) return { kind: 'reject', with: 'tcp-reset' };
  const written = reader.oneOf(['icmp', 'icmpx'] as const, 'reject with');
  if (!written) return null;
  reader.accept('type');
  const word = reader.take();
  const kind = REJECT_KINDS[word];
  return kind ? { kind: 'reject', with: kind, written } : reader.fail(`reject with "${word}"`);
}

const NAT_FLAGS = ['random', 'fully-random', 'persistent'];

function readFlags(reader: Reader): readonly string[] {
  const flags: string[] = [];
  while (NAT_FLAGS.includes(reader.peek())) {
    flags.push(reader.take());
    reader.accept(',');
  }
  return flags;
}

/** "dnat to 10.244.0.5:8080", "dnat ip to numgen … map { 0 : 10.244.0.5 . 8080 }", "snat to ip saddr map { … }". */
function readNat(reader: Reader, kind: 'dnat' | 'snat'): Statement | null {
  const named = reader.accept('ip');
  if (named) reader.accept('addr', '.', 'port');
  if (!reader.expect('to')) return null;
  const to = readNatTarget(reader, named);
  return to && { kind, to, flags: readFlags(reader) };
}

function readNatTarget(reader: Reader, withPort: boolean): NatTarget | null {
  const word = reader.peek();
  const fixed = /^([\d.]*)(?::(\d+))?$/.exec(word);
  if (word && fixed) {
    reader.take();
    const [, address, port] = fixed;
    if (address && !isIpv4(address)) return reader.fail(`"${address}" is not an address`);
    return {
      kind: 'fixed',
      address: address || undefined,
      port: port === undefined ? undefined : Number(port),
    };
  }
  const key = readExpression(reader);
  if (!key || !reader.expect('map')) return null;
  const types = withPort ? (['ipv4_addr', 'inet_service'] as const) : (['ipv4_addr'] as const);
  const lookup = readMapLookup(reader, key, types);
  return lookup && { kind: 'lookup', lookup, withPort };
}

function readRedirect(reader: Reader): Statement | null {
  reader.take();
  if (!reader.accept('to')) return { kind: 'redirect' };
  const match = /^:(\d+)$/.exec(reader.take());
  return match ? { kind: 'redirect', port: Number(match[1]) } : reader.fail('redirect to a port');
}

/** "update @affinity-… { ip saddr timeout 3h }": the set learns the key of this packet. */
function readRemember(reader: Reader, operation: 'add' | 'update'): Statement | null {
  const name = reader.take();
  if (!name.startsWith('@')) return reader.fail(`${operation} needs the name of a set`);
  if (!reader.expect('{')) return null;
  const key = readExpression(reader);
  if (!key) return null;
  const seconds = reader.accept('timeout') ? readTime(reader.take()) : undefined;
  if (seconds === null) return reader.fail('timeout needs a time like 3h');
  if (!reader.expect('}')) return null;
  return { kind: 'remember', operation, set: name.slice(1), key, seconds };
}

const OPERATORS = {
  '|': '|',
  or: '|',
  '&': '&',
  and: '&',
  '^': '^',
  xor: '^',
} as const;

const operatorOf = (word: string) =>
  Object.hasOwn(OPERATORS, word) ? OPERATORS[word as keyof typeof OPERATORS] : null;

/** "meta mark set meta mark | 0x00004000"; null without a failure when it is something else. */
function readMarkChange(reader: Reader): Statement | null {
  if (!reader.accept('meta', 'mark', 'set') && !reader.accept('mark', 'set')) return null;
  if (reader.accept('meta', 'mark') || reader.accept('mark')) {
    const operator = operatorOf(reader.take());
    if (!operator) return reader.fail('a mark is combined by |, & or ^');
    const value = reader.number('a mark');
    return value === null ? null : { kind: 'set-mark', operator, value };
  }
  const value = reader.number('a mark');
  return value === null ? null : { kind: 'set-mark', operator: '=', value };
}

function readComparison(reader: Reader): Statement | null {
  if (reader.failure !== null) return null;
  const left = readExpression(reader);
  if (!left) return null;
  if (reader.accept('vmap')) {
    const lookup = readMapLookup(reader, left, 'verdict');
    return lookup && { kind: 'vmap', ...lookup };
  }
  if (operatorOf(reader.peek()) === '&') return readMaskedMark(reader, left);
  const not = reader.accept('!=');
  if (!not) reader.accept('==');
  const types = typesOf(left);
  if (reader.peek() !== '{' && !reader.peek().startsWith('@')) {
    const right = readKey(reader, types, true);
    return right && { kind: 'match', left, not, right };
  }
  const right = readSetReference(reader, types, null);
  return right && { kind: 'match', left, not, right };
}

function readMaskedMark(reader: Reader, left: Expression): Statement | null {
  const [only] = left;
  if (left.length !== 1 || only?.kind !== 'meta' || only.key !== 'mark')
    return reader.fail('only a mark is masked');
  reader.take();
  const mask = reader.number('a mask');
  if (mask === null) return null;
  const not = reader.accept('!=');
  if (!not && !reader.expect('==')) return null;
  const value = reader.number('a mark');
  return value === null ? null : { kind: 'mark-match', mask, not, value };
}
