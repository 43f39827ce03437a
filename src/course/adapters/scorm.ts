/** A course host that is a SCORM LMS, 1.2 or 2004. One Initialize and one Terminate per page. */
import type { CourseHost, Interaction, Outcome, Report, Welcome } from '../host';
import type { Log } from '../log';
import { type Caller, createCaller } from '../scorm/caller';
import type { Dialect } from '../scorm/dialect';
import { awaitApi, PATIENCE, type Patience, type WindowLike } from '../scorm/discover';
import type { Write } from '../scorm/interaction';
import { createQueue, type Step } from '../scorm/queue';

export interface ScormOptions {
  readonly window: WindowLike;
  readonly dialect: Dialect;
  readonly log: Log;
  readonly later: (step: Step) => void;
  readonly now: () => number;
  readonly patience?: Patience;
}

/** A session's time is written this often; a killed tab then loses no more. */
const TIME_EVERY_MILLISECONDS = 60_000;

export function createScormHost(options: ScormOptions): CourseHost {
  const { dialect, log, now } = options;
  const began = now();
  const queue = createQueue(options.later);
  let caller: Caller | null = null;
  let isReadOnly = false;
  let passMark: number | null = null;
  let isClosed = false;
  let isCommitDue = false;
  let interactions = 0;
  let takesInteractions = true;
  let state: string | null = null;
  let timeWrittenAt = began;
  let batch: { isTaken: boolean; readonly done: ((isTaken: boolean) => void)[] } = fresh();

  const write = ([element, value]: Write): boolean => {
    const isTaken = caller?.write(element, value) ?? false;
    if (!isTaken) batch.isTaken = false;
    return isTaken;
  };
  const writeTime = (): void => {
    timeWrittenAt = now();
    caller?.write(...dialect.sessionTime((now() - began) / 1000));
  };
  const commit = (): void => {
    if (!isCommitDue || !caller) return;
    // What was reported meanwhile stands behind this step and must not be left without a commit.
    if (queue.waiting() > 0) return queue.add([commit]);
    isCommitDue = false;
    if (now() - timeWrittenAt >= TIME_EVERY_MILLISECONDS) writeTime();
    const isKept = caller.commit();
    const { isTaken, done } = batch;
    batch = fresh();
    for (const tell of done) tell(isTaken && isKept);
  };
  /** Steps run one after the other; all of one turn of the event loop share a commit. */
  const enqueue = (steps: readonly Step[]): Promise<boolean> => {
    if (!caller || isReadOnly || isClosed) return Promise.resolve(false);
    queue.add(steps);
    if (!isCommitDue) {
      isCommitDue = true;
      queueMicrotask(() => queue.add([commit]));
    }
    return new Promise((resolve) => batch.done.push(resolve));
  };
  const stepsOf = (writes: readonly Write[]): readonly Step[] =>
    writes.map((entry) => () => void write(entry));

  const interactionSteps = (interaction: Interaction): readonly Step[] => {
    if (!takesInteractions) return [];
    const index = interactions;
    interactions += 1;
    const [id, ...rest] = dialect.interaction(index, interaction);
    if (!id) return [];
    return [
      () => {
        // An LMS that keeps no interactions refuses the id; score and status still go their way.
        takesInteractions = caller?.write(...id) ?? false;
        if (!takesInteractions) log.info('This LMS keeps no single answers; the score is kept.');
      },
      ...rest.map((entry) => () => {
        // One refused element is logged and left out; the answer as a whole still counts.
        if (takesInteractions) caller?.write(...entry);
      }),
    ];
  };
  const stepsFor = (report: Report): readonly Step[] => {
    switch (report.type) {
      case 'answered':
        return [
          ...interactionSteps(report.interaction),
          ...(report.scaled === null ? [] : stepsOf(dialect.score(report.scaled))),
        ];
      case 'progress':
        return stepsOf([
          ...(report.place === ''
            ? []
            : [[dialect.place, report.place.slice(0, dialect.longestPlace)] as const]),
          ...dialect.progress(report.fraction),
        ]);
      case 'finished':
        return stepsOf(dialect.finish(withPassMark(report.outcome, passMark)));
    }
  };
  const drain = (): void => {
    queue.flush();
    commit();
  };

  async function ready(): Promise<Welcome> {
    const api = await awaitApi(options.window, dialect.version, options.patience ?? PATIENCE);
    if (!api) throw new Error('No learning platform was found around this page.');
    const candidate = createCaller(api, log);
    if (!candidate.initialize() && String(api.lastError()) !== dialect.alreadyInitialized)
      throw new Error('The learning platform refused to begin.');
    caller = candidate;
    isReadOnly = dialect.isReadOnly(caller);
    state = caller.read('cmi.suspend_data');
    interactions = caller.readCount('cmi.interactions._count');
    passMark = dialect.passMark(caller);
    if (!isReadOnly) {
      for (const entry of dialect.begin(caller)) caller.write(...entry);
      caller.commit();
    }
    log.info(`${dialect.version}: connected${isReadOnly ? ', for reading only' : ''}`);
    return { state, isReadOnly, passMark, theme: null };
  }

  return {
    kind: dialect.version,
    can: { stateLimit: dialect.stateLimit, takesReports: true, resizes: false, closes: true },
    log,
    ready,
    getState: () => state,
    setState: (text) => {
      if (text.length > dialect.stateLimit) return Promise.resolve(false);
      state = text;
      return enqueue(stepsOf([['cmi.suspend_data', text]]));
    },
    report: (report) => enqueue(stepsFor(report)),
    resize: () => undefined,
    flush: () => {
      if (!caller || isReadOnly || isClosed) return;
      drain();
      writeTime();
      caller.commit();
    },
    close: () => {
      if (!caller || isClosed) return;
      drain();
      isClosed = true;
      if (!isReadOnly) {
        writeTime();
        caller.commit();
      }
      caller.terminate();
    },
    onCommand: () => () => undefined,
  };
}

const fresh = (): { isTaken: boolean; readonly done: ((isTaken: boolean) => void)[] } => ({
  isTaken: true,
  done: [],
});

/** Where the LMS sets a pass mark of its own, its word counts. */
export const withPassMark = (outcome: Outcome, passMark: number | null): Outcome =>
  passMark === null || outcome.scaled === null || outcome.hasPassed === null
    ? outcome
    : { ...outcome, hasPassed: outcome.scaled >= passMark };
