/** What differs between SCORM 1.2 and SCORM 2004 4th Edition, side by side. */
import type { Interaction, Outcome } from '../host';
import type { Caller } from './caller';
import type { ScormVersion } from './discover';
import { decimal, timespan12, timespan2004 } from './format';
import { interaction12, interaction2004, type Write } from './interaction';

export interface Dialect {
  readonly version: ScormVersion;
  readonly stateLimit: number;
  readonly longestPlace: number;
  /** "already initialized": the page was loaded again inside one session */
  readonly alreadyInitialized: string;
  readonly place: string;
  isReadOnly(caller: Caller): boolean;
  /** 0..1, null when the LMS sets none */
  passMark(caller: Caller): number | null;
  /** A status of its own, so that no LMS turns an untouched attempt into a completed one. */
  begin(caller: Caller): readonly Write[];
  interaction(index: number, interaction: Interaction): readonly Write[];
  score(scaled: number): readonly Write[];
  progress(fraction: number): readonly Write[];
  /** The score comes before the status: some platforms derive one from the other. */
  finish(outcome: Outcome): readonly Write[];
  sessionTime(seconds: number): Write;
}

const HUNDRED = 100;

const percentWrites = (scaled: number): readonly Write[] => [
  ['cmi.core.score.min', '0'],
  ['cmi.core.score.max', '100'],
  ['cmi.core.score.raw', decimal(scaled * HUNDRED)],
];

export const DIALECT_12: Dialect = {
  version: 'scorm12',
  stateLimit: 4_096,
  longestPlace: 255,
  alreadyInitialized: '101',
  place: 'cmi.core.lesson_location',
  // An empty or unknown mode means the normal one.
  isReadOnly: (caller) =>
    /^(review|browse)$/.test(caller.read('cmi.core.lesson_mode')) ||
    caller.read('cmi.core.credit') === 'no-credit',
  passMark: (caller) => {
    const text = caller.read('cmi.student_data.mastery_score');
    const value = Number(text);
    return text.trim() !== '' && value >= 0 && value <= HUNDRED ? value / HUNDRED : null;
  },
  begin: (caller) => [
    ...(/^(passed|completed|failed)$/.test(caller.read('cmi.core.lesson_status'))
      ? []
      : ([['cmi.core.lesson_status', 'incomplete']] as const)),
    ['cmi.core.exit', 'suspend'],
  ],
  interaction: interaction12,
  score: percentWrites,
  progress: () => [],
  finish: ({ scaled, hasPassed }) => [
    ...(scaled === null ? [] : percentWrites(scaled)),
    ['cmi.core.lesson_status', hasPassed === null ? 'completed' : hasPassed ? 'passed' : 'failed'],
  ],
  sessionTime: (seconds) => ['cmi.core.session_time', timespan12(seconds)],
};

export const DIALECT_2004: Dialect = {
  version: 'scorm2004',
  stateLimit: 64_000,
  longestPlace: 1_000,
  alreadyInitialized: '103',
  place: 'cmi.location',
  isReadOnly: (caller) =>
    /^(review|browse)$/.test(caller.read('cmi.mode')) || caller.read('cmi.credit') === 'no-credit',
  passMark: (caller) => {
    const text = caller.read('cmi.scaled_passing_score');
    const value = Number(text);
    return text.trim() !== '' && value >= 0 && value <= 1 ? value : null;
  },
  begin: (caller) => [
    ...(caller.read('cmi.completion_status') === 'completed'
      ? []
      : ([['cmi.completion_status', 'incomplete']] as const)),
    ...(/^(passed|failed)$/.test(caller.read('cmi.success_status'))
      ? []
      : ([['cmi.success_status', 'unknown']] as const)),
    ['cmi.exit', 'suspend'],
  ],
  interaction: interaction2004,
  score: (scaled) => [['cmi.score.scaled', decimal(scaled)]],
  progress: (fraction) => [['cmi.progress_measure', decimal(fraction)]],
  finish: ({ scaled, hasPassed }) => [
    ...(scaled === null
      ? []
      : ([
          ['cmi.score.min', '0'],
          ['cmi.score.max', '100'],
          ['cmi.score.raw', decimal(scaled * HUNDRED)],
          ['cmi.score.scaled', decimal(scaled)],
        ] as const)),
    ['cmi.progress_measure', '1'],
    ...(hasPassed === null
      ? []
      : ([['cmi.success_status', hasPassed ? 'passed' : 'failed']] as const)),
    ['cmi.completion_status', 'completed'],
  ],
  sessionTime: (seconds) => ['cmi.session_time', timespan2004(seconds)],
};
