/** What the incident panel shows, computed from the runs so far: findings, suspects, and the state of a shared link. */
import type {
  AnswerTable,
  Candidate,
  Check,
  Incident,
  IncidentId,
  Layer,
  Run,
  Seen,
} from '../../../sim';
import type { Lab } from '../../../state/worlds';

type Sim = Lab['sim'];

export const checksOf = (sim: Sim): readonly Check[] => [sim.TICKET, ...sim.CHECKS];

export interface Finding {
  readonly check: Check;
  readonly command: string;
  readonly run: Run;
  /** "refused", "timed out", "answered" … */
  readonly outcome: string;
  readonly seen: Seen;
}

/** Runs the checks one after another in one cluster, so that its clock, caches and dice move on between them. */
export function findingsOf(
  sim: Sim,
  candidate: Candidate,
  steps: readonly string[],
  cache: Map<string, Finding>,
): readonly Finding[] {
  const findings: Finding[] = [];
  steps.forEach((step, index) => {
    const check = checksOf(sim).find((entry) => entry.id === step);
    if (!check) return;
    const key = steps.slice(0, index + 1).join(' ');
    const world = findings.at(-1)?.run.world ?? candidate.world;
    const finding = cache.get(key) ?? look(sim, { ...candidate, world }, check);
    cache.set(key, finding);
    findings.push(finding);
  });
  return findings;
}

function look(sim: Sim, candidate: Candidate, check: Check): Finding {
  const { run } = sim.observe(candidate, check);
  return {
    check,
    command: check.command(candidate.target),
    run,
    outcome: sim.signatureOf(run).outcome,
    seen: { check: check.id, answer: sim.signatureKey(check.id, run) },
  };
}

export interface Suspect {
  readonly incident: Incident;
  readonly state: 'fits' | 'unlikely' | 'out' | 'wrong';
  /** one short phrase for the state */
  readonly note: string;
}

/** Below this share of the likeliest explanation a suspect fades. */
const UNLIKELY = 1 / 8;

export function suspectsOf(
  sim: Sim,
  table: AnswerTable,
  seen: readonly Seen[],
  wrong: readonly string[],
): readonly Suspect[] {
  const likelihoods = sim.INCIDENT_IDS.map((id) => sim.likelihood(table, id, seen));
  const best = Math.max(...likelihoods);
  return sim.INCIDENT_IDS.map((id, index): Suspect => {
    const incident = sim.incident(id);
    if (wrong.includes(id)) return { incident, state: 'wrong', note: 'you named it: no' };
    const by = sim.ruledOutBy(table, id, seen);
    if (by >= 0) return { incident, state: 'out', note: `out: look ${by + 1}` };
    const share = (likelihoods[index] ?? 0) / best;
    if (share >= UNLIKELY) return { incident, state: 'fits', note: seen.length > 0 ? 'fits' : '' };
    return { incident, state: 'unlikely', note: `unlikely: 1 to ${Math.round(1 / share)}` };
  });
}

export const LAYERS: readonly { readonly layer: Layer; readonly name: string }[] = [
  { layer: 7, name: 'application' },
  { layer: 4, name: 'transport' },
  { layer: 3, name: 'network' },
  { layer: 2, name: 'link' },
];

/** Why a named cause is wrong, with the look that shows it. */
export function refutation(
  sim: Sim,
  table: AnswerTable,
  named: string,
  truth: string,
  findings: readonly Finding[],
): string {
  const one = sim.INCIDENT_IDS.find((id) => id === named);
  const other = sim.INCIDENT_IDS.find((id) => id === truth);
  if (!one || !other) return '';
  const { title } = sim.incident(one);
  const by = sim.ruledOutBy(
    table,
    one,
    findings.map((finding) => finding.seen),
  );
  const finding = findings[by];
  if (finding) {
    return `Not “${title}”: then look ${by + 1} (${finding.check.short}) would have said ${expected(table, finding.check, one)}, and it said “${finding.outcome}”.`;
  }
  const check = sim.tellsApart(table, one, other);
  return check
    ? `Not “${title}”. It would fit what you have seen; the check “${check.short}” tells it apart.`
    : `Not “${title}”. It would fit what you have seen; only asking again tells it apart.`;
}

const expected = (table: AnswerTable, check: Check, id: IncidentId): string =>
  Object.keys(table[check.id][id])
    .map((answer) => `“${answer}”`)
    .join(' or ');

/** A shared link holds the case number and what was done, never the answer. */
export const LINK = { case: 0, runs: '-', wrong: '-', stage: 'checking' };
const FIRST_LETTER = 97;

export const encodeRuns = (sim: Sim, steps: readonly string[]): string =>
  steps.map((step) => checksOf(sim).findIndex((check) => check.id === step)).join('') || '-';

export const decodeRuns = (sim: Sim, text: string): readonly string[] =>
  [...text].flatMap((digit) => checksOf(sim)[Number(digit)]?.id ?? []);

export const encodeWrong = (sim: Sim, wrong: readonly string[]): string =>
  wrong
    .map((id) => sim.INCIDENT_IDS.findIndex((known) => known === id))
    .map((index) => String.fromCharCode(FIRST_LETTER + index))
    .join('') || '-';

export const decodeWrong = (sim: Sim, text: string): readonly string[] =>
  [...text].flatMap((letter) => sim.INCIDENT_IDS[letter.charCodeAt(0) - FIRST_LETTER] ?? []);

export const progressKey = (id: string): string => `incident.${id}`;
