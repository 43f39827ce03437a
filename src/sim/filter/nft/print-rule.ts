/** Rules and elements in the spelling of `nft list ruleset`, nft 1.0.6. */
import { hex, printKey, printTime } from './constants';
import { typesOf } from './expression';
import { elementOrder } from './order';
import type {
  Datatype,
  Datum,
  Element,
  Expression,
  MapLookup,
  NatTarget,
  NftRule,
  NftVerdict,
  Selector,
  SetReference,
  Statement,
} from './types';

export function printNftRule(rule: NftRule): string {
  const words = rule.statements.map(printStatement);
  if (rule.comment !== undefined) words.push(`comment "${rule.comment}"`);
  return words.join(' ');
}

function printStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'match':
      return printMatch(statement);
    case 'mark-match':
      return `meta mark & ${hex(statement.mask)} ${statement.not ? '!=' : '=='} ${hex(statement.value)}`;
    case 'vmap':
      return `${printExpression(statement.key)} vmap ${printLookupMap(statement, 'verdict')}`;
    case 'verdict':
      return printVerdict(statement.verdict);
    case 'reject':
      return printReject(statement);
    case 'dnat':
    case 'snat':
      return [`${statement.kind}${printTarget(statement.to)}`, ...printFlags(statement.flags)].join(
        ' ',
      );
    case 'masquerade':
      return ['masquerade', ...printFlags(statement.flags)].join(' ');
    case 'redirect':
      return statement.port === undefined ? 'redirect' : `redirect to :${statement.port}`;
    case 'set-mark':
      return printMarkChange(statement.operator, statement.value);
    case 'remember': {
      const time =
        statement.seconds === undefined ? '' : ` timeout ${printTime(statement.seconds)}`;
      return `${statement.operation} @${statement.set} { ${printExpression(statement.key)}${time} }`;
    }
    case 'counter':
      return 'counter packets 0 bytes 0';
    case 'notrack':
      return 'notrack';
  }
}

function printMatch({ left, not, right }: Extract<Statement, { kind: 'match' }>): string {
  const types = typesOf(left);
  const value = 'kind' in right ? printSet(right, types, null) : printKey(types, right);
  return `${printExpression(left)} ${not ? '!= ' : ''}${value}`;
}

const printMarkChange = (operator: '=' | '|' | '&' | '^', value: number): string =>
  operator === '='
    ? `meta mark set ${hex(value)}`
    : `meta mark set meta mark ${operator} ${hex(value)}`;

const printFlags = (flags: readonly string[]): readonly string[] =>
  flags.length > 0 ? [flags.join(',')] : [];

function printReject(statement: Extract<Statement, { kind: 'reject' }>): string {
  const { with: kind, written } = statement;
  if (kind === 'tcp-reset') return 'reject with tcp reset';
  if (written === undefined) return 'reject';
  const word = kind === 'icmp-proto-unreachable' ? 'prot-unreachable' : kind.slice('icmp-'.length);
  return `reject with ${written} ${word}`;
}

function printTarget(to: NatTarget): string {
  if (to.kind === 'fixed') {
    return ` to ${to.address ?? ''}${to.port === undefined ? '' : `:${to.port}`}`;
  }
  const data: readonly Datatype[] = to.withPort ? ['ipv4_addr', 'inet_service'] : ['ipv4_addr'];
  const map = printLookupMap(to.lookup, data);
  return `${to.withPort ? ' ip' : ''} to ${printExpression(to.lookup.key)} map ${map}`;
}

const printLookupMap = ({ key, map }: MapLookup, data: 'verdict' | readonly Datatype[]): string =>
  printSet(map, typesOf(key), data);

export const printExpression = (expression: Expression): string =>
  expression.map(printSelector).join(' . ');

function printSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'ip':
      return `ip ${selector.field}`;
    case 'port':
      return `${selector.protocol} ${selector.field}`;
    case 'meta':
      return /^[io]if/.test(selector.key) ? selector.key : `meta ${selector.key}`;
    case 'ct':
      return `ct ${selector.key}`;
    case 'icmp':
      return `icmp ${selector.field}`;
    case 'fib':
      return `fib ${selector.address} type`;
    case 'numgen': {
      const offset = selector.offset > 0 ? ` offset ${selector.offset}` : '';
      return `numgen random mod ${selector.modulus}${offset}`;
    }
  }
}

type DataTypes = 'verdict' | readonly Datatype[] | null;

function printSet(set: SetReference, types: readonly Datatype[], data: DataTypes): string {
  if (set.kind === 'named') return `@${set.name}`;
  const sorted = [...set.elements].sort((a, b) => elementOrder(types, a.key, b.key));
  return `{ ${sorted.map((element) => printElement(element, types, data)).join(', ')} }`;
}

export function printElement(
  { key, comment, data }: Element,
  types: readonly Datatype[],
  dataTypes: DataTypes,
): string {
  const said = comment === undefined ? '' : ` comment "${comment}"`;
  const datum = data ? ` : ${printDatum(data, dataTypes)}` : '';
  return `${printKey(types, key)}${said}${datum}`;
}

const printDatum = (data: Datum, types: DataTypes): string =>
  data.kind === 'verdict'
    ? printVerdict(data.verdict)
    : printKey(types === 'verdict' || types === null ? [] : types, data.value);

export const printVerdict = (verdict: NftVerdict): string =>
  'chain' in verdict ? `${verdict.kind} ${verdict.chain}` : verdict.kind;
