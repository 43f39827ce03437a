/**
 * Walks a packet through one nftables base chain. Every rule looked at becomes a cause.
 * Source: Linux net/netfilter/nf_tables_core.c nft_do_chain(): a rule ends at the first comparison that fails.
 */
import type { HookName } from '../../plan';
import type { Cause } from '../../trace/types';
import type { Dice, FilterVerdict, PacketContext, Traversal } from '../types';
import { typesOf } from './expression';
import { printElement, printVerdict } from './print-rule';
import type {
  CompiledNftChain,
  CompiledNftRule,
  CompiledNftTable,
  NatTarget,
  NftVerdict,
  Statement,
} from './types';
import {
  findElement,
  keyMatches,
  lookUp,
  printValues,
  readValues,
  setKey,
  tableName,
  valueAt,
} from './values';
import type { Walk } from './walk';

export function traverseNft(
  table: CompiledNftTable,
  base: CompiledNftChain,
  hook: HookName,
  context: PacketContext,
  dice: Dice,
): Traversal {
  const { mark: before } = context;
  const walk: Walk = {
    table,
    context,
    dice,
    causes: [],
    mark: before,
    notrack: false,
    decidedBy: -1,
  };
  const verdict = walkChain(walk, base) ?? policy(walk, base);
  const { causes, mark, notrack, decidedBy } = walk;
  return { table: tableName(table), hook, verdict, mark, notrack, causes, decidedBy };
}

function policy(walk: Walk, chain: CompiledNftChain): FilterVerdict {
  const decision = chain.base?.policy ?? 'accept';
  walk.decidedBy = walk.causes.length;
  walk.causes.push({
    kind: 'policy',
    text: `chain ${chain.name} policy ${decision}`,
    origin: { agent: 'kernel', why: 'no rule decided, so the policy of the chain does' },
    table: tableName(walk.table),
    chain: chain.name,
    matched: true,
    command: commandFor(walk, chain),
  });
  return { kind: decision };
}

const commandFor = (walk: Walk, chain: CompiledNftChain): string =>
  `nft list chain ${tableName(walk.table)} ${chain.name}`;

/** null: the chain ended or returned without a decision. */
function walkChain(walk: Walk, chain: CompiledNftChain): FilterVerdict | null {
  for (const [index, rule] of chain.rules.entries()) {
    const outcome = runRule(walk, rule);
    const position =
      walk.causes.push({
        kind: 'rule',
        text: rule.plan.text,
        origin: outcome?.element?.origin ?? rule.plan.origin,
        table: tableName(walk.table),
        chain: chain.name,
        index: index + 1,
        matched: outcome !== null,
        effect: outcome?.effects.join('; ') || undefined,
        command: commandFor(walk, chain),
      }) - 1;
    if (!outcome) continue;
    if (outcome.final) {
      walk.decidedBy = position;
      return outcome.final;
    }
    const { verdict } = outcome;
    if (!verdict || verdict.kind === 'continue') continue;
    if (verdict.kind === 'return') return null;
    if ('chain' in verdict) {
      const target = walk.table.chains.get(verdict.chain);
      const decided = target ? walkChain(walk, target) : null;
      if (decided || verdict.kind === 'goto') return decided;
      continue;
    }
    walk.decidedBy = position;
    return { kind: verdict.kind === 'drop' ? 'drop' : 'accept' };
  }
  return null;
}

/** What a rule that matched does: a final decision, a way on, or nothing but its effects. */
interface Outcome {
  readonly effects: string[];
  /** the element of a set or map that decided: it has an author of its own */
  element?: { readonly origin: Cause['origin'] };
  verdict?: NftVerdict;
  final?: FilterVerdict;
}

/** null: some comparison of the rule failed. */
function runRule(walk: Walk, rule: CompiledNftRule): Outcome | null {
  const outcome: Outcome = { effects: [] };
  for (const statement of rule.statements) {
    if (!runStatement(walk, rule, statement, outcome)) return null;
    if (outcome.final || outcome.verdict) break;
  }
  return outcome;
}

function runStatement(
  walk: Walk,
  rule: CompiledNftRule,
  statement: Statement,
  outcome: Outcome,
): boolean {
  switch (statement.kind) {
    case 'match':
      return runMatch(walk, statement, outcome);
    case 'mark-match':
      return ((walk.mark & statement.mask) >>> 0 === statement.value) !== statement.not;
    case 'vmap':
      return runVerdictMap(walk, rule, statement, outcome);
    case 'verdict':
      outcome.verdict = statement.verdict;
      outcome.effects.push(printVerdict(statement.verdict));
      return true;
    case 'reject':
      outcome.final = { kind: 'reject', with: statement.with };
      outcome.effects.push(`reject with ${statement.with}`);
      return true;
    case 'dnat':
    case 'snat':
      return translate(walk, rule, statement, outcome);
    case 'redirect':
      outcome.final = { kind: 'dnat', port: statement.port };
      outcome.effects.push(
        `redirect to this host${statement.port ? `, port ${statement.port}` : ''}`,
      );
      return true;
    case 'masquerade':
      outcome.final = { kind: 'masquerade', randomFully: statement.flags.includes('fully-random') };
      outcome.effects.push('masquerade: the source becomes an address of the outgoing interface');
      return true;
    case 'set-mark':
      setMark(walk, statement);
      outcome.effects.push(`mark becomes 0x${walk.mark.toString(16)}`);
      return true;
    case 'remember':
      return remember(walk, statement, outcome);
    case 'notrack':
      walk.notrack = true;
      outcome.effects.push('notrack');
      return true;
    case 'counter':
      return true;
  }
}

function runMatch(
  walk: Walk,
  { left, not, right }: Extract<Statement, { kind: 'match' }>,
  outcome: Outcome,
): boolean {
  const values = readValues(walk, left);
  if (!values) return false;
  if (!('kind' in right)) return keyMatches(typesOf(left), values, right) !== not;
  const element = findElement(walk, left, values, right);
  if (element && 'plan' in element) outcome.element = element.plan;
  return (element !== null) !== not;
}

function runVerdictMap(
  walk: Walk,
  rule: CompiledNftRule,
  statement: Extract<Statement, { kind: 'vmap' }>,
  outcome: Outcome,
): boolean {
  const element = lookUp(walk, rule.plan, statement);
  if (element?.data?.kind !== 'verdict') return false;
  if ('plan' in element) outcome.element = element.plan;
  outcome.verdict = element.data.verdict;
  outcome.effects.push(printElement(element, typesOf(statement.key), 'verdict'));
  return true;
}

function translate(
  walk: Walk,
  rule: CompiledNftRule,
  statement: Extract<Statement, { kind: 'dnat' | 'snat' }>,
  outcome: Outcome,
): boolean {
  const to = resolve(walk, rule, statement.to);
  if (!to) return false;
  const { address, port } = to;
  const text = `${address ?? ''}${port === undefined ? '' : `:${port}`}`;
  if (statement.kind === 'dnat') outcome.final = { kind: 'dnat', address, port };
  else if (address !== undefined) outcome.final = { kind: 'snat', address, port };
  outcome.effects.push(`${statement.kind.toUpperCase()} to ${text}`);
  return true;
}

function resolve(
  walk: Walk,
  rule: CompiledNftRule,
  to: NatTarget,
): { readonly address?: string; readonly port?: number } | null {
  if (to.kind === 'fixed') return to;
  const element = lookUp(walk, rule.plan, to.lookup);
  if (element?.data?.kind !== 'value') return null;
  const { value } = element.data;
  const address = valueAt(value, 0, 'ipv4_addr');
  const port = to.withPort ? Number(valueAt(value, 1, 'inet_service')) : undefined;
  return { address, port };
}

function setMark(walk: Walk, { operator, value }: Extract<Statement, { kind: 'set-mark' }>): void {
  const before = walk.mark;
  const after = { '=': value, '|': before | value, '&': before & value, '^': before ^ value };
  walk.mark = after[operator] >>> 0;
}

function remember(
  walk: Walk,
  statement: Extract<Statement, { kind: 'remember' }>,
  outcome: Outcome,
): boolean {
  const values = readValues(walk, statement.key);
  const set = walk.table.sets.get(statement.set);
  if (!values || !set) return false;
  const key = printValues(typesOf(statement.key), values);
  const seconds = statement.seconds ?? set.dynamicSeconds ?? Number.POSITIVE_INFINITY;
  walk.context.memory?.remember(setKey(walk.table, set.name), key, seconds);
  outcome.effects.push(`@${set.name} remembers ${key}`);
  return true;
}
