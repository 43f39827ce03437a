import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createActor } from 'xstate';
import type { CourseHost, Report, Welcome } from './host';
import { WELCOME } from './host';
import { createLog } from './log';
import { sessionMachine } from './session';

function fakeHost(change: Partial<CourseHost> = {}, welcome: Partial<Welcome> = {}) {
  const saved: string[] = [];
  const reports: Report[] = [];
  const calls: string[] = [];
  const host: CourseHost = {
    kind: 'iframe',
    can: { stateLimit: 3_500, takesReports: true, resizes: true, closes: true },
    log: createLog(),
    ready: async () => ({ ...WELCOME, ...welcome }),
    getState: () => null,
    setState: async (text) => {
      saved.push(text);
      return true;
    },
    report: async (report) => {
      reports.push(report);
      return true;
    },
    resize: () => undefined,
    flush: () => void calls.push('flush'),
    close: () => void calls.push('close'),
    onCommand: () => () => undefined,
    ...change,
  };
  return { host, saved, reports, calls };
}

function start(host: CourseHost, fallback = fakeHost().host) {
  let text: string | null = '1.a.q0';
  const restored: (string | null)[] = [];
  const actor = createActor(sessionMachine, {
    input: {
      host,
      fallback,
      snapshot: () => text,
      restore: (kept) => {
        restored.push(kept);
        return { kept: kept === null ? 'empty' : 'whole', isNews: kept !== null };
      },
    },
  }).start();
  return {
    actor,
    restored,
    change: (next: string | null) => {
      text = next;
    },
  };
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const progress: Report = { type: 'progress', fraction: 0.1, place: 'mtu' };
const finished: Report = { type: 'finished', outcome: { scaled: 1, hasPassed: true } };

describe('a course session', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('saves an answer at once', async () => {
    const { host, saved, reports } = fakeHost();
    const { actor } = start(host);
    await settle();
    actor.send({ type: 'ANSWERED', reports: [finished] });
    await settle();
    expect(saved).toEqual(['1.a.q0']);
    expect(reports).toEqual([finished]);
    expect(actor.getSnapshot().matches({ active: 'saved' })).toBe(true);
  });

  test('saves steps together, two seconds after the last', async () => {
    const { host, saved } = fakeHost();
    const { actor } = start(host);
    await settle();
    for (let step = 0; step < 5; step += 1) {
      actor.send({ type: 'MOVED', reports: [progress] });
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(saved.length).toBe(0);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(saved.length).toBe(1);
  });

  test('is not "saved" while the host has not confirmed, and tries again', async () => {
    let isUp = false;
    const { host } = fakeHost({ setState: async () => isUp });
    const { actor } = start(host);
    await settle();
    actor.send({ type: 'ANSWERED', reports: [finished] });
    await settle();
    expect(actor.getSnapshot().matches({ active: 'unsaved' })).toBe(true);
    isUp = true;
    await vi.advanceTimersByTimeAsync(4_100);
    expect(actor.getSnapshot().matches({ active: 'saved' })).toBe(true);
  });

  test('a state that does not fit is never called saved', async () => {
    const { host, saved } = fakeHost();
    const { actor, change } = start(host);
    await settle();
    change(null);
    actor.send({ type: 'ANSWERED', reports: [finished] });
    await settle();
    expect(saved).toEqual([]);
    expect(actor.getSnapshot().matches({ active: 'unsaved' })).toBe(true);
  });

  test('writes what is new when the page is hidden, and ends once when it is left', async () => {
    const { host, saved, calls } = fakeHost();
    const { actor, change } = start(host);
    await settle();
    change('1.b.q1');
    actor.send({ type: 'MOVED', reports: [] });
    actor.send({ type: 'HIDDEN' });
    actor.send({ type: 'LEFT' });
    actor.send({ type: 'LEFT' });
    expect(saved[0]).toBe('1.b.q1');
    expect(calls).toEqual(['flush', 'flush', 'close']);
    expect(actor.getSnapshot().status).toBe('done');
  });

  test('writes nothing in a launch for reading', async () => {
    const { host, saved, reports, calls } = fakeHost({}, { isReadOnly: true });
    const { actor } = start(host);
    await settle();
    actor.send({ type: 'ANSWERED', reports: [finished] });
    actor.send({ type: 'HIDDEN' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect([...saved, ...reports]).toEqual([]);
    actor.send({ type: 'LEFT' });
    expect(calls).toEqual(['close']);
  });

  test('a host that cannot be reached leaves the progress in this browser, with the reason', async () => {
    const { host } = fakeHost({
      ready: () => Promise.reject(new Error('No learning platform was found around this page.')),
    });
    const local = fakeHost();
    const { actor } = start(host, local.host);
    await settle();
    actor.send({ type: 'ANSWERED', reports: [finished] });
    await settle();
    expect(actor.getSnapshot().context.refusal).toContain('No learning platform');
    expect(local.saved).toEqual(['1.a.q0']);
  });

  test('a host that is found late gets what was done so far, state and answers', async () => {
    const { host, saved, reports } = fakeHost({
      ready: () => Promise.reject(new Error('silent')),
    });
    const local = fakeHost();
    const { actor } = start(host, local.host);
    await settle();
    actor.send({ type: 'ANSWERED', reports: [progress] });
    await settle();
    actor.send({ type: 'MOVED', reports: [finished] });
    const connected = { welcome: WELCOME, kept: 'empty', isNews: false } as const;
    actor.send({ type: 'FOUND', host, connected });
    await settle();
    expect(saved).toEqual(['1.a.q0']);
    expect(reports).toEqual([progress, finished]);
    expect(actor.getSnapshot().context.refusal).toBeNull();
    actor.send({ type: 'ANSWERED', reports: [progress] });
    expect(reports.length).toBe(3);
  });

  test('an answer that is faster than the host is told and saved when the host is there', async () => {
    let open: (welcome: Welcome) => void = () => undefined;
    const { host, saved, reports } = fakeHost({
      ready: () =>
        new Promise((resolve) => {
          open = resolve;
        }),
    });
    const { actor, restored } = start(host);
    actor.send({ type: 'ANSWERED', reports: [finished] });
    await settle();
    expect(saved).toEqual([]);
    open({ ...WELCOME, state: '1.x.q7' });
    await settle();
    expect(restored).toEqual(['1.x.q7']);
    expect(reports).toEqual([finished]);
    expect(saved).toEqual(['1.a.q0']);
    expect(actor.getSnapshot().context).toMatchObject({ isFinished: true, round: 1 });
  });

  test('nothing is written to a host before something was done', async () => {
    const { host, saved } = fakeHost();
    start(host);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(saved).toEqual([]);
  });
});
