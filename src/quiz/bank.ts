/** The bank: every question with its variants, the objectives, and how a seed draws from them. */
import { DEPTHS, type Objective, type Question } from './question';
import { hash, shuffle } from './random';

/** Variant 0 in full; of the others only what differs, by path ("choices.2.why"). */
export interface BankEntry {
  readonly question: Question;
  readonly variants: readonly Readonly<Record<string, unknown>>[];
}

export interface Bank {
  readonly objectives: readonly Objective[];
  readonly entries: readonly BankEntry[];
}

export const PASS_MARK = 0.8;

/** The variant that a seed gives to a question; the next seed gives another one wherever there are two. */
export const variantOf = (entry: BankEntry, seed: number): number =>
  (hash(entry.question.id) + seed) % (entry.variants.length + 1);

export function questionOf(entry: BankEntry, variant: number): Question {
  const changes = entry.variants[variant - 1];
  if (!changes) return entry.question;
  const copy = structuredClone(entry.question) as unknown as Record<string, unknown>;
  for (const [path, value] of Object.entries(changes)) put(copy, path.split('.'), value);
  return copy as unknown as Question;
}

function put(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [first = '', ...rest] = path;
  if (rest.length === 0) target[first] = value;
  else put(target[first] as Record<string, unknown>, rest, value);
}

/** What `questionOf` needs to make `variant` out of `base`. Lists of another length are given in full. */
export function difference(base: unknown, variant: unknown, path = ''): Record<string, unknown> {
  if (Object.is(base, variant)) return {};
  const isTree = (value: unknown): value is object => value !== null && typeof value === 'object';
  if (!isTree(base) || !isTree(variant)) return { [path]: variant };
  const keys = Object.keys(variant);
  const same =
    Array.isArray(base) === Array.isArray(variant) && Object.keys(base).join() === keys.join();
  if (!same && path !== '') return { [path]: variant };
  return Object.assign(
    {},
    ...keys.map((key) =>
      difference(
        (base as Record<string, unknown>)[key],
        (variant as Record<string, unknown>)[key],
        path === '' ? key : `${path}.${key}`,
      ),
    ),
  );
}

/** Practice asks everything, objective by objective, from recalling to diagnosing. */
export const practiceIds = (bank: Bank): readonly string[] =>
  bank.objectives.flatMap((objective) => idsOf(bank, objective.id));

const idsOf = (bank: Bank, objective: string): readonly string[] =>
  bank.entries
    .map((entry) => entry.question)
    .filter((question) => question.objective === objective)
    .sort((one, other) => DEPTHS.indexOf(one.depth) - DEPTHS.indexOf(other.depth))
    .map((question) => question.id);

/** An assessment asks one question of every objective; the seed draws which, and their order. */
export function assessmentIds(bank: Bank, seed: number): readonly string[] {
  const drawn = bank.objectives.flatMap((objective) => {
    const ids = idsOf(bank, objective.id);
    const id = ids[(hash(objective.id) + seed) % Math.max(1, ids.length)];
    return id === undefined ? [] : [id];
  });
  return shuffle(drawn, seed);
}
