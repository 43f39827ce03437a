import { describe, expect, test } from 'vitest';
import { lessonObjects } from '../testdata/lesson-world';
import type { World } from '../world';
import {
  answerTable,
  likelihood,
  remainingIncidents,
  ruledOutBy,
  type Seen,
  tellsApart,
} from './answers';
import { changedEvidence, changedObjects } from './change';
import { CHECKS, TICKET } from './checks';
import { diffLines } from './diff';
import {
  brokenCluster,
  caseOf,
  dealt,
  fixedCluster,
  HEALTHY,
  INCIDENT_IDS,
  type IncidentId,
  incident,
} from './incident';
import { type Candidate, observe } from './possible';
import { signatureKey, signatureOf } from './signature';

const objects = lessonObjects();
const table = answerTable(objects);
const ALL = [TICKET, ...CHECKS];
const BROKEN = INCIDENT_IDS.filter((id) => id !== HEALTHY);

function broken(id: IncidentId): Candidate {
  const built = brokenCluster(objects, id);
  if (!built.ok) throw new Error(built.error[0]?.message);
  return built.value;
}

function fixed(candidate: Candidate): Candidate {
  const built = fixedCluster(objects, candidate);
  if (!built.ok) throw new Error(built.error[0]?.message);
  return built.value;
}

/** One check after another in the same cluster: its clock, caches and dice move on. */
function walk(start: Candidate, ids: readonly string[]): readonly Seen[] {
  let world: World = start.world;
  return ids.flatMap((id): Seen[] => {
    const check = ALL.find((entry) => entry.id === id);
    if (!check) throw new Error(`no check ${id}`);
    const { run } = observe({ ...start, world }, check);
    world = run.world;
    return [{ check: check.id, answer: signatureKey(check.id, run) }];
  });
}

describe('a case number', () => {
  test('deals the same incident every time, and reaches every one of them', () => {
    const cases = Array.from({ length: 400 }, (_, index) => dealt(index));
    expect(cases).toEqual(Array.from({ length: 400 }, (_, index) => dealt(index)));
    expect(new Set(cases)).toEqual(new Set(INCIDENT_IDS));
  });

  test.each(INCIDENT_IDS)('of the inbox deals %s', (id) => {
    expect(dealt(caseOf(id))).toBe(id);
  });
});

describe('a ticket does not name its cause:', () => {
  test.each(BROKEN)('%s', (id) => {
    const { ticket, title } = incident(id);
    expect(ticket.toLowerCase()).not.toContain(title.toLowerCase());
    expect(ticket).not.toMatch(
      /selector|targetPort|NetworkPolicy|firewall|CoreDNS|MTU|127\.0\.0\.1/,
    );
  });
});

describe('the true cause is never ruled out, whatever the order of the checks:', () => {
  const orders = [
    ALL.map((check) => check.id),
    ALL.map((check) => check.id).reverse(),
    ['ticket', 'ticket', 'http', 'ticket', 'http', 'ticket', 'service-port', 'dns', 'ping'],
    ['dns', 'pod-port', 'dns', 'service-port', 'service-port', 'service-port', 'ticket', 'ticket'],
  ];
  test.each(INCIDENT_IDS)('%s', (id) => {
    for (const order of orders) {
      const seen = walk(broken(id), order);
      expect(remainingIncidents(table, seen)).toContain(id);
      expect(ruledOutBy(table, id, seen)).toBe(-1);
    }
  });
});

describe('enough looks make the true cause the likeliest by far:', () => {
  const patient = ALL.flatMap((check) => Array.from({ length: 5 }, () => check.id));
  test.each(INCIDENT_IDS)('%s', (id) => {
    const seen = walk(broken(id), patient);
    const own = likelihood(table, id, seen);
    const others = INCIDENT_IDS.filter((other) => other !== id);
    for (const other of others) expect(likelihood(table, other, seen)).toBeLessThan(own / 10);
  });
});

test('any two incidents can be told apart by one check, or are told apart by asking again', () => {
  const certain = BROKEN.filter((id) => tellsApart(table, id, HEALTHY) !== undefined);
  expect(certain).toContain('policy-drop');
  expect(certain).not.toContain('mtu-black-hole');
});

describe('the fix', () => {
  test.each(BROKEN)('of %s lets every check pass', (id) => {
    const mended = fixed(broken(id));
    for (const check of ALL) {
      const { run } = observe(mended, check);
      expect(table[check.id].healthy).toHaveProperty([signatureKey(check.id, run)]);
      expect(signatureOf(run).outcome).not.toMatch(/refused|timed out|not resolved|unknown/);
    }
  });

  test.each(BROKEN)('of %s changes an object or what a command prints', (id) => {
    const before = broken(id);
    const after = fixed(before);
    const changes = [
      ...changedObjects(before.world, after.world),
      changedEvidence(id as Exclude<IncidentId, 'healthy'>, before.world, after.world),
    ];
    const changed = changes.flatMap((change) =>
      change.lines.filter((line) => line.kind !== 'same'),
    );
    expect(changed.length).toBeGreaterThan(0);
  });

  test('of the selector shows the two lines that differ', () => {
    const before = broken('service-selector-typo');
    const [change] = changedObjects(before.world, fixed(before).world);
    expect(change?.title).toBe('Service default/my-service');
    expect(change?.lines.filter((line) => line.kind !== 'same' && line.kind !== 'gap')).toEqual([
      { kind: 'removed', text: '    app: my-servce' },
      { kind: 'added', text: '    app: my-service' },
    ]);
  });
});

describe('a diff', () => {
  test('keeps three lines around a change and leaves out the rest', () => {
    const before = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
    const after = [...before.slice(0, 4), 'five', ...before.slice(5)];
    expect(diffLines(before, after).map((line) => `${line.kind[0]} ${line.text}`)).toEqual([
      's 2',
      's 3',
      's 4',
      'r 5',
      'a five',
      's 6',
      's 7',
      's 8',
    ]);
  });

  test('of equal texts is empty, of a new text all added', () => {
    expect(diffLines(['a'], ['a'])).toEqual([]);
    expect(diffLines([], ['a'])).toEqual([{ kind: 'added', text: 'a' }]);
  });
});
