/**
 * A course host that speaks cmi5. The session survives a reload of the page: its key can be fetched only once, so it is
 * kept for the tab. `terminated` is sent when the learner leaves by the button, or leaves after the end; a tab that is closed
 * in between leaves the session open, and the LMS notes it as abandoned at the next launch (cmi5 9.3.7).
 */
import { createClient, type Client, type Fetch, fetchToken } from '../cmi5/client';
import { isFields, type Launch, type LaunchData, readLaunchData } from '../cmi5/launch';
import { createOutbox, type Outbox } from '../cmi5/outbox';
import * as statements from '../cmi5/statements';
import type { CourseHost, Outcome, Report, Welcome } from '../host';
import { WELCOME } from '../host';
import type { Log } from '../log';
import type { SafeStorage } from '../storage';

export interface Cmi5Options {
  readonly launch: Launch;
  readonly fetch: Fetch;
  readonly storage: SafeStorage;
  readonly log: Log;
  readonly now: () => number;
  readonly uuid: () => string;
}

const BOOKMARK = 'podpath.progress';
/** what a registration, not a session, may have only once */
const DONE = 'podpath.done';
const STATE_LIMIT = 64_000;

/** What must outlive a reload, by registration. */
interface Kept {
  readonly token: string;
  readonly began: number;
  readonly sent: readonly ('initialized' | 'completed' | 'passed' | 'failed' | 'terminated')[];
}

export interface Cmi5Host extends CourseHost {
  readonly returnUrl: () => string | null;
}

export function createCmi5Host(options: Cmi5Options): Cmi5Host {
  const { launch, log, now } = options;
  const key = `podpath.cmi5.${launch.registration}`;
  let kept: Kept | null = null;
  let data: LaunchData = readLaunchData(null);
  let client: Client | null = null;
  let outbox: Outbox | null = null;
  let state: string | null = null;
  let isClosed = false;

  const keep = (change: Partial<Kept>): void => {
    if (!kept) return;
    kept = { ...kept, ...change };
    options.storage.setItem(key, JSON.stringify(kept));
  };
  const has = (word: Kept['sent'][number]): boolean => kept?.sent.includes(word) ?? false;
  const moment = (): statements.Moment => ({
    launch,
    data,
    id: options.uuid(),
    atMilliseconds: now(),
    sessionSeconds: (now() - (kept?.began ?? now())) / 1000,
  });
  const isWritable = (): boolean => outbox !== null && !isClosed && !has('terminated');
  /** Each of these may be sent once in a session; a second one is a breach that the LMS answers with 403. */
  const once = async (
    word: Kept['sent'][number],
    make: (at: statements.Moment) => statements.Statement,
  ): Promise<boolean> => {
    if (has(word)) return true;
    keep({ sent: [...(kept?.sent ?? []), word] });
    return (await outbox?.post(make(moment()))) ?? false;
  };

  async function connect(): Promise<void> {
    kept = readKept(options.storage.getItem(key));
    if (!kept) {
      const token = await fetchToken(options.fetch, launch);
      if (!token.ok) throw new Error(token.error);
      kept = { token: token.value, began: now(), sent: [] };
      keep({});
    }
    client = createClient(options.fetch, launch, kept.token);
    outbox = createOutbox({ client, log, storage: options.storage, key: `${key}.outbox` });
  }

  async function ready(): Promise<Welcome> {
    await connect();
    const launchData = await client?.getState('LMS.LaunchData');
    if (!launchData?.ok || launchData.value === null)
      throw new Error('The course did not say how it was launched. Launch it again from its page.');
    data = readLaunchData(launchData.value);
    await client?.learnerPreferences();
    const bookmark = await client?.getState(BOOKMARK);
    if (!bookmark?.ok) throw new Error('The course could not read what you had done so far.');
    state = typeof bookmark.value === 'string' ? bookmark.value : null;
    const done = await client?.getState(DONE);
    const earlier = done?.ok && typeof done.value === 'string' ? done.value.split(',') : [];
    const already = (['completed', 'passed'] as const).filter((word) => earlier.includes(word));
    keep({ sent: [...new Set([...(kept?.sent ?? []), ...already])] });
    const isOver = has('terminated');
    if (!isOver) await once('initialized', statements.initialized);
    const isReadOnly = isOver || data.mode !== 'Normal';
    log.info(`cmi5: connected, mode ${data.mode}${isOver ? ', session is over' : ''}`);
    return { ...WELCOME, state, isReadOnly, passMark: data.masteryScore };
  }

  /**
   * Passed or failed first, with the score; then completed, without one. A session may say passed or failed only once
   * (cmi5 9.3.0.0-3): a second try counts after the next launch.
   */
  async function finish({ scaled, hasPassed }: Outcome): Promise<boolean> {
    const isJudged = has('passed') || has('failed');
    if (isJudged) log.info('This session has reported its result; launch it again for another.');
    else if (scaled !== null && hasPassed !== null) {
      const passes = data.masteryScore === null ? hasPassed : scaled >= data.masteryScore;
      const judge = (at: statements.Moment) => statements.judged(at, passes, scaled);
      await once(passes ? 'passed' : 'failed', judge);
    }
    const isKept = await once('completed', statements.completed);
    const done = (['completed', 'passed'] as const).filter(has);
    if (isKept) await client?.putState(DONE, done.join(','));
    return isKept;
  }

  async function report(report: Report): Promise<boolean> {
    if (!isWritable() || !outbox) return false;
    switch (report.type) {
      case 'answered':
        return outbox.post(statements.answered(moment(), report.interaction));
      case 'progress':
        return outbox.post(statements.progressed(moment(), report.fraction));
      case 'finished':
        return data.mode === 'Normal' ? finish(report.outcome) : false;
    }
  }

  return {
    kind: 'cmi5',
    can: { stateLimit: STATE_LIMIT, takesReports: true, resizes: false, closes: true },
    log,
    ready,
    getState: () => state,
    setState: async (text) => {
      if (!isWritable() || text.length > STATE_LIMIT) return false;
      state = text;
      return (await client?.putState(BOOKMARK, text)) ?? false;
    },
    report,
    resize: () => undefined,
    flush: () => outbox?.sendLeaving(),
    close: () => {
      if (!isWritable()) return;
      void once('terminated', statements.terminated);
      isClosed = true;
      outbox?.sendLeaving();
    },
    onCommand: () => () => undefined,
    returnUrl: () => data.returnUrl,
  };
}

function readKept(text: string | null): Kept | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!isFields(value) || typeof value.token !== 'string' || typeof value.began !== 'number')
      return null;
    return {
      token: value.token,
      began: value.began,
      sent: Array.isArray(value.sent) ? value.sent : [],
    };
  } catch {
    return null;
  }
}
