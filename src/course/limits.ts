/**
 * What the data models of SCORM allow, as data: the adapters write within it, and the strict checker of the tests judges
 * by it. Sources: SCORM 1.2 Run-Time Environment, section 3.4.4; SCORM 2004 4th Edition RTE, section 4.2; where Moodle 5.1
 * or scorm-again are stricter than the book, the stricter value stands here.
 */
export interface Element {
  /** index written as n */
  readonly name: string;
  readonly access: 'read' | 'write' | 'both';
  readonly pattern?: RegExp;
  readonly longest?: number;
  readonly range?: readonly [number, number];
}

const DECIMAL = /^-?\d+(\.\d{1,4})?$/;
/** At most two decimals: `00:01:30.123` is refused. */
const TIMESPAN_12 = /^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/;
const TIME_12 = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/;
const TIMESPAN_2004 = /^PT(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,2})?S)?$/;
/** Exactly two decimals before the Z: Moodle refuses none and three. */
const TIMESTAMP_2004 = /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{2}Z$/;
const ID = /^[A-Za-z0-9._-]+$/;

export const SCORM_12: readonly Element[] = [
  { name: 'cmi.core.lesson_mode', access: 'read' },
  { name: 'cmi.core.credit', access: 'read' },
  { name: 'cmi.core.entry', access: 'read' },
  { name: 'cmi.core.student_name', access: 'read' },
  { name: 'cmi.student_data.mastery_score', access: 'read' },
  { name: 'cmi.interactions._count', access: 'read' },
  {
    name: 'cmi.core.lesson_status',
    access: 'both',
    pattern: /^(passed|completed|failed|incomplete|browsed)$/,
  },
  { name: 'cmi.core.lesson_location', access: 'both', longest: 255 },
  { name: 'cmi.core.score.raw', access: 'both', pattern: DECIMAL, range: [0, 100] },
  { name: 'cmi.core.score.min', access: 'both', pattern: DECIMAL, range: [0, 100] },
  { name: 'cmi.core.score.max', access: 'both', pattern: DECIMAL, range: [0, 100] },
  { name: 'cmi.core.exit', access: 'write', pattern: /^(suspend|logout|time-out|)$/ },
  { name: 'cmi.core.session_time', access: 'write', pattern: TIMESPAN_12 },
  { name: 'cmi.suspend_data', access: 'both', longest: 4_096 },
  { name: 'cmi.interactions.n.id', access: 'write', pattern: ID, longest: 250 },
  { name: 'cmi.interactions.n.time', access: 'write', pattern: TIME_12 },
  {
    name: 'cmi.interactions.n.type',
    access: 'write',
    pattern: /^(true-false|choice|fill-in|matching|performance|likert|sequencing|numeric)$/,
  },
  { name: 'cmi.interactions.n.student_response', access: 'write', longest: 255 },
  { name: 'cmi.interactions.n.correct_responses.n.pattern', access: 'write', longest: 255 },
  {
    name: 'cmi.interactions.n.result',
    access: 'write',
    pattern: /^(correct|wrong|unanticipated|neutral)$/,
  },
  { name: 'cmi.interactions.n.latency', access: 'write', pattern: TIMESPAN_12 },
];

export const SCORM_2004: readonly Element[] = [
  { name: 'cmi.mode', access: 'read' },
  { name: 'cmi.credit', access: 'read' },
  { name: 'cmi.entry', access: 'read' },
  { name: 'cmi.learner_name', access: 'read' },
  { name: 'cmi.scaled_passing_score', access: 'read' },
  { name: 'cmi.interactions._count', access: 'read' },
  { name: 'cmi.completion_status', access: 'both', pattern: /^(completed|incomplete)$/ },
  { name: 'cmi.success_status', access: 'both', pattern: /^(passed|failed|unknown)$/ },
  { name: 'cmi.location', access: 'both', longest: 1_000 },
  { name: 'cmi.score.scaled', access: 'both', pattern: DECIMAL, range: [-1, 1] },
  { name: 'cmi.score.raw', access: 'both', pattern: DECIMAL },
  { name: 'cmi.score.min', access: 'both', pattern: DECIMAL },
  { name: 'cmi.score.max', access: 'both', pattern: DECIMAL },
  { name: 'cmi.progress_measure', access: 'both', pattern: DECIMAL, range: [0, 1] },
  { name: 'cmi.exit', access: 'write', pattern: /^(suspend|normal|time-out|logout|)$/ },
  { name: 'cmi.session_time', access: 'write', pattern: TIMESPAN_2004 },
  { name: 'cmi.suspend_data', access: 'both', longest: 64_000 },
  { name: 'cmi.interactions.n.id', access: 'both', pattern: ID, longest: 250 },
  { name: 'cmi.interactions.n.timestamp', access: 'both', pattern: TIMESTAMP_2004 },
  {
    name: 'cmi.interactions.n.type',
    access: 'both',
    pattern:
      /^(true-false|choice|fill-in|long-fill-in|matching|performance|likert|sequencing|numeric|other)$/,
  },
  { name: 'cmi.interactions.n.learner_response', access: 'both', longest: 4_000 },
  { name: 'cmi.interactions.n.correct_responses.n.pattern', access: 'both', longest: 4_000 },
  { name: 'cmi.interactions.n.result', access: 'both', pattern: /^(correct|incorrect|neutral)$/ },
  { name: 'cmi.interactions.n.latency', access: 'both', pattern: TIMESPAN_2004 },
  { name: 'cmi.interactions.n.description', access: 'both', longest: 250 },
];

/** What an answer must look like, by the type of its question; 1.2 knows single signs only. */
export const RESPONSES_12: Readonly<Record<string, RegExp>> = {
  choice: /^([0-9a-z](,[0-9a-z])*)?$/,
  sequencing: /^([0-9a-z](,[0-9a-z])*)?$/,
  matching: /^([0-9a-z]\.[0-9a-z](,[0-9a-z]\.[0-9a-z])*)?$/,
  numeric: /^-?\d+(\.\d+)?$/,
  'true-false': /^[01tf]$/,
  'fill-in': /^[\x20-\x7e]{0,255}$/,
  performance: /^[\x20-\x7e]{0,255}$/,
};

/** Choice ids: Moodle allows letters, digits, underscore and dot, no hyphen. */
export const RESPONSES_2004: Readonly<Record<string, RegExp>> = {
  choice: /^(\w+(\[,\]\w+)*)?$/,
  sequencing: /^(\w+(\[,\]\w+)*)?$/,
  matching: /^(\w+\[\.\]\w+(\[,\]\w+\[\.\]\w+)*)?$/,
  numeric: /^-?\d+(\.\d+)?$/,
  'true-false': /^(true|false)$/,
  'fill-in': /^[\s\S]{0,250}$/,
  'long-fill-in': /^[\s\S]{0,4000}$/,
  other: /^[\s\S]{0,4000}$/,
};
