/**
 * What every incident's cluster can answer to every check, computed once: an observation then rules out at a glance
 * each incident that could not have given it.
 */
import type { AnyObject } from '../kube/types';
import { CHECKS, type Check, TICKET } from './checks';
import { brokenCluster, INCIDENT_IDS, type IncidentId } from './incident';
import { type Answers, possibleAnswers } from './possible';

export type AnswerTable = Readonly<Record<Check['id'], Readonly<Record<IncidentId, Answers>>>>;

/** A check and the key of what it said; see `signatureKey`. */
export interface Seen {
  readonly check: Check['id'];
  readonly answer: string;
}

/** Throws when the objects are no cluster: the caller reads them from the project's own files. */
export function answerTable(objects: readonly AnyObject[]): AnswerTable {
  const candidates = recordOf(INCIDENT_IDS, (id) => {
    const built = brokenCluster(objects, id);
    if (!built.ok) throw new Error(built.error.map((problem) => problem.message).join('; '));
    return built.value;
  });
  const checks = [TICKET, ...CHECKS];
  return recordOf(
    checks.map((check) => check.id),
    (id) => {
      const check = checks.find((entry) => entry.id === id) ?? TICKET;
      return recordOf(INCIDENT_IDS, (of) => possibleAnswers(candidates[of], check));
    },
  );
}

const recordOf = <K extends string, V>(keys: readonly K[], of: (key: K) => V): Record<K, V> =>
  Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>;

/** How likely an incident gives exactly these answers; 0 when it cannot. */
export const likelihood = (table: AnswerTable, id: IncidentId, seen: readonly Seen[]): number =>
  seen.reduce((product, { check, answer }) => product * (table[check][id][answer] ?? 0), 1);

/** The incidents that could have given every one of these answers. */
export const remainingIncidents = (
  table: AnswerTable,
  seen: readonly Seen[],
): readonly IncidentId[] => INCIDENT_IDS.filter((id) => likelihood(table, id, seen) > 0);

/** Index of the first observation that rules an incident out; -1 when it still fits all of them. */
export const ruledOutBy = (table: AnswerTable, id: IncidentId, seen: readonly Seen[]): number =>
  seen.findIndex(({ check, answer }) => table[check][id][answer] === undefined);

/** A check whose answer tells two incidents apart for certain, if there is one. */
export function tellsApart(
  table: AnswerTable,
  one: IncidentId,
  other: IncidentId,
): Check | undefined {
  return [...CHECKS, TICKET].find((check) => {
    const others = table[check.id][other];
    return Object.keys(table[check.id][one]).every((answer) => others[answer] === undefined);
  });
}
