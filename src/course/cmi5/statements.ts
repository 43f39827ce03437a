/** Statements of a cmi5 session as data. cmi5 section 9, xAPI 1.0.3. */
import type { AnswerData, Interaction } from '../host';
import { decimal, timespan2004 } from '../scorm/format';
import { isFields, type Launch, type LaunchData } from './launch';

export type Statement = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly verb: { readonly id: string; readonly display: { readonly en: string } };
};

const VERBS = {
  initialized: 'http://adlnet.gov/expapi/verbs/initialized',
  terminated: 'http://adlnet.gov/expapi/verbs/terminated',
  passed: 'http://adlnet.gov/expapi/verbs/passed',
  failed: 'http://adlnet.gov/expapi/verbs/failed',
  completed: 'http://adlnet.gov/expapi/verbs/completed',
  progressed: 'http://adlnet.gov/expapi/verbs/progressed',
  answered: 'http://adlnet.gov/expapi/verbs/answered',
} as const;
export type Verb = keyof typeof VERBS;

const CMI5 = 'https://w3id.org/xapi/cmi5/context/categories/cmi5';
const MOVE_ON = 'https://w3id.org/xapi/cmi5/context/categories/moveon';
const MASTERY = 'https://w3id.org/xapi/cmi5/context/extensions/masteryscore';
const PROGRESS = 'https://w3id.org/xapi/cmi5/result/extensions/progress';
const INTERACTION = 'http://adlnet.gov/expapi/activities/cmi.interaction';

export interface Moment {
  readonly launch: Launch;
  readonly data: LaunchData;
  /** a new UUID for every statement, kept with it: sending it twice is then harmless */
  readonly id: string;
  readonly atMilliseconds: number;
  readonly sessionSeconds: number;
}

/** The template of the LMS, with what this statement adds; its extensions and activities are kept. */
function contextOf(moment: Moment, categories: readonly string[], extensions = {}) {
  const { contextTemplate } = moment.data;
  const activities = isFields(contextTemplate.contextActivities)
    ? contextTemplate.contextActivities
    : {};
  const own = categories.map((id) => ({ id }));
  const given = Array.isArray(activities.category) ? activities.category : [];
  return {
    ...contextTemplate,
    registration: moment.launch.registration,
    extensions: {
      ...(isFields(contextTemplate.extensions) ? contextTemplate.extensions : {}),
      ...extensions,
    },
    contextActivities:
      own.length > 0 ? { ...activities, category: [...given, ...own] } : activities,
  };
}

function statement(
  moment: Moment,
  verb: Verb,
  context: object,
  result: object | null,
  object: object = { objectType: 'Activity', id: moment.launch.activityId },
): Statement {
  return {
    id: moment.id,
    actor: moment.launch.actor,
    verb: { id: VERBS[verb], display: { en: verb } },
    object,
    ...(result ? { result } : {}),
    context,
    timestamp: new Date(moment.atMilliseconds).toISOString(),
  };
}

const duration = ({ sessionSeconds }: Moment) => timespan2004(sessionSeconds);

export const initialized = (moment: Moment): Statement =>
  statement(moment, 'initialized', contextOf(moment, [CMI5]), null);

export const terminated = (moment: Moment): Statement =>
  statement(moment, 'terminated', contextOf(moment, [CMI5]), { duration: duration(moment) });

/** Allowed by cmi5, not defined by it: carries no category. */
export const progressed = (moment: Moment, fraction: number): Statement =>
  statement(moment, 'progressed', contextOf(moment, []), {
    extensions: { [PROGRESS]: Math.round(fraction * 100) },
  });

export const completed = (moment: Moment): Statement =>
  statement(moment, 'completed', contextOf(moment, [CMI5, MOVE_ON]), {
    completion: true,
    duration: duration(moment),
  });

export function judged(moment: Moment, hasPassed: boolean, scaled: number): Statement {
  const { masteryScore } = moment.data;
  const context = contextOf(
    moment,
    [CMI5, MOVE_ON],
    masteryScore === null ? {} : { [MASTERY]: masteryScore },
  );
  return statement(moment, hasPassed ? 'passed' : 'failed', context, {
    success: hasPassed,
    score: { scaled: Number(decimal(scaled)) },
    duration: duration(moment),
  });
}

export function answered(moment: Moment, interaction: Interaction): Statement {
  const { type, response, pattern } = spell(interaction.answer);
  const word = interaction.id.replace(/[^A-Za-z0-9._-]/g, '_');
  const { activityId } = moment.launch;
  return statement(
    moment,
    'answered',
    contextOf(moment, []),
    {
      response,
      success: interaction.isRight,
      duration: timespan2004(interaction.latencySeconds),
    },
    {
      objectType: 'Activity',
      id: `${activityId}${activityId.includes('#') ? '/' : '#'}${word}`,
      definition: {
        type: INTERACTION,
        description: { en: interaction.text.slice(0, 1_000) },
        interactionType: type,
        correctResponsesPattern: [pattern],
      },
    },
  );
}

function spell(answer: AnswerData) {
  const pairs = (list: readonly (readonly [string, string])[]) =>
    list.map(([left, right]) => `${left}[.]${right}`).join('[,]');
  switch (answer.kind) {
    case 'choice':
    case 'sequencing':
      return {
        type: answer.kind,
        response: answer.chosen.join('[,]'),
        pattern: answer.correct.join('[,]'),
      };
    case 'matching':
      return { type: 'matching', response: pairs(answer.chosen), pattern: pairs(answer.correct) };
    case 'numeric':
      return {
        type: 'numeric',
        response: decimal(answer.chosen),
        pattern: `${decimal(answer.correct)}[:]${decimal(answer.correct)}`,
      };
    case 'text':
    case 'performance':
      return { type: 'long-fill-in', response: answer.chosen, pattern: answer.correct };
  }
}
