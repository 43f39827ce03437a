/**
 * A small LRS and cmi5 LMS in memory: token, launch data, state, statements. It judges as the specification says and
 * answers a breach with 403 and the id of the requirement; in the manner of ADL's cmi5 player.
 */
import { isFields } from '../cmi5/launch';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | null;
  readonly body: string;
}
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}
type Fields = Readonly<Record<string, unknown>>;

export interface LrsOptions {
  readonly mode?: 'Normal' | 'Browse' | 'Review';
  readonly masteryScore?: number;
  readonly returnURL?: string;
}

export const REGISTRATION = '0b6d2c8e-6a0e-4d3f-9c3e-2a9f4d7c1b11';
export const ACTIVITY = 'https://lms.example/activities/podpath-quiz';
export const ACTOR = {
  objectType: 'Agent',
  name: '<img src=x onerror="window.pwned=1">',
  account: { homePage: 'https://lms.example', name: 'learner-7' },
};
export const SESSION_EXTENSION = 'https://w3id.org/xapi/cmi5/context/extensions/sessionid';
const CATEGORY = 'https://w3id.org/xapi/cmi5/context/categories/';
const DEFINED = /\/(initialized|terminated|passed|failed|completed)$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const json = (status: number, value: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});

export class Lrs {
  readonly statements: Fields[] = [];
  readonly breaches: string[] = [];
  readonly states = new Map<string, string>();
  private token: string | null = null;
  private session = 0;
  private isFetched = false;
  private sessionVerbs: string[] = [];
  /** the next this many statement calls are lost with 503 */
  outages = 0;

  constructor(private readonly options: LrsOptions = {}) {
    this.launch();
  }

  /** A new session of the same registration: what the LMS does when the learner launches again. */
  launch(): void {
    this.session += 1;
    this.isFetched = false;
    this.token = null;
    this.sessionVerbs = [];
    const { mode = 'Normal', masteryScore, returnURL } = this.options;
    this.states.set(
      'LMS.LaunchData',
      JSON.stringify({
        contextTemplate: {
          contextActivities: { grouping: [{ id: 'https://podpath.example/au/quiz' }] },
          extensions: { [SESSION_EXTENSION]: `session-${this.session}` },
        },
        launchMode: mode,
        launchMethod: 'AnyWindow',
        moveOn: 'CompletedAndPassed',
        ...(masteryScore === undefined ? {} : { masteryScore }),
        ...(returnURL === undefined ? {} : { returnURL }),
      }),
    );
  }

  /** The launch address's query. */
  query(base: string): string {
    return `?${new URLSearchParams({
      endpoint: `${base}/lrs/`,
      fetch: `${base}/token`,
      actor: JSON.stringify(ACTOR),
      registration: REGISTRATION,
      activityId: ACTIVITY,
    })}`;
  }

  verbs(): readonly string[] {
    return this.statements.map((entry) => verbOf(entry));
  }

  handle(request: Request): Answer {
    if (request.path.endsWith('/token')) return this.giveToken(request);
    if (request.authorization !== `Basic ${this.token}`) {
      this.breaches.push('8.2.2.0-5');
      return json(401, { error: 'no such token' });
    }
    if (request.path.endsWith('/activities/state')) return this.state(request);
    if (request.path.endsWith('/agents/profile')) return json(404, {});
    if (request.path.endsWith('/statements')) return this.take(request);
    return json(404, {});
  }

  private giveToken({ method }: Request): Answer {
    if (method !== 'POST') this.breaches.push('8.2.1.0-2');
    if (this.isFetched) return json(200, { 'error-code': '1', 'error-text': 'already used' });
    this.isFetched = true;
    this.token = btoa(`session:${this.session}`);
    return json(200, { 'auth-token': this.token });
  }

  private state({ method, query, body }: Request): Answer {
    const id = query.get('stateId') ?? '';
    if (query.get('registration') !== REGISTRATION) this.breaches.push('8.1.4.0-3');
    if (query.get('agent') !== JSON.stringify(ACTOR)) this.breaches.push('8.1.3.0-3');
    if (method === 'PUT') {
      if (id === 'LMS.LaunchData') this.breaches.push('10.2.1.0-5');
      this.states.set(id, body);
      return { status: 204, type: 'text/plain', body: '' };
    }
    const value = this.states.get(id);
    if (value === undefined) return json(404, {});
    return {
      status: 200,
      type: id === 'LMS.LaunchData' ? 'application/json' : 'text/plain',
      body: value,
    };
  }

  private take({ body }: Request): Answer {
    if (this.outages > 0) {
      this.outages -= 1;
      return json(503, {});
    }
    const parsed: unknown = JSON.parse(body);
    const list = (Array.isArray(parsed) ? parsed : [parsed]).filter(isFields);
    for (const statement of list) {
      const known = this.statements.find((entry) => entry.id === statement.id);
      if (known) continue;
      const breach = this.breachOf(statement);
      if (breach) {
        this.breaches.push(breach);
        return json(403, { violatedReqId: breach });
      }
      this.statements.push(statement);
      this.sessionVerbs.push(verbOf(statement));
    }
    return json(
      200,
      list.map((entry) => entry.id),
    );
  }

  private breachOf(statement: Fields): string | null {
    const verb = verbOf(statement);
    const context = isFields(statement.context) ? statement.context : {};
    const extensions = isFields(context.extensions) ? context.extensions : {};
    if (!UUID.test(String(statement.id))) return '9.1.0.0-1';
    if (JSON.stringify(statement.actor) !== JSON.stringify(ACTOR)) return '9.2.0.0-1';
    if (this.sessionVerbs.includes('terminated')) return '9.3.8.0-2';
    if (this.sessionVerbs.length === 0 && verb !== 'initialized') return '9.3.2.0-2';
    if (context.registration !== REGISTRATION) return '9.6.1.0-1';
    if (extensions[SESSION_EXTENSION] !== `session-${this.session}`) return '9.6.3.1-4';
    if (!String(statement.timestamp).endsWith('Z')) return '9.7.0.0-2';
    return DEFINED.test(verbIdOf(statement)) ? this.breachOfDefined(statement, verb) : null;
  }

  private breachOfDefined(statement: Fields, verb: string): string | null {
    const { mode = 'Normal', masteryScore } = this.options;
    const object = isFields(statement.object) ? statement.object : {};
    const result = isFields(statement.result) ? statement.result : {};
    const score = isFields(result.score) ? Number(result.score.scaled) : null;
    const categories = categoriesOf(statement);
    const judged = (list: readonly string[]) => list.filter((word) => /passed|failed/.test(word));
    const all = this.verbs();
    if (object.id !== ACTIVITY) return '9.4.0.0-2';
    if (this.sessionVerbs.includes(verb)) return '9.3.0.0-2';
    if (mode !== 'Normal' && !/initialized|terminated/.test(verb)) return '10.2.2.0-11';
    if (/passed|failed/.test(verb) && judged(this.sessionVerbs).length > 0) return '9.3.0.0-3';
    if (/completed|passed/.test(verb) && all.includes(verb)) return '9.3.0.0-6';
    if (verb === 'failed' && all.includes('passed')) return '9.3.0.0-8';
    if (!categories.includes(`${CATEGORY}cmi5`)) return '9.6.2.1-1';
    const moves = 'success' in result || 'completion' in result;
    if (moves !== categories.includes(`${CATEGORY}moveon`)) return '9.6.2.2-1';
    if (score !== null && !/passed|failed/.test(verb)) return '9.5.1.0-2';
    if (masteryScore !== undefined && score !== null) {
      if (verb === 'passed' && score < masteryScore) return '9.3.4.0-2';
      if (verb === 'failed' && score >= masteryScore) return '9.3.5.0-2';
      const extensions = isFields(statement.context) ? statement.context.extensions : {};
      const said = isFields(extensions)
        ? extensions['https://w3id.org/xapi/cmi5/context/extensions/masteryscore']
        : null;
      if (said !== masteryScore) return '9.6.3.2-2';
    }
    if (verb === 'passed' && result.success !== true) return '9.5.2.0-1';
    if (verb === 'failed' && result.success !== false) return '9.5.2.0-2';
    if ('completion' in result !== (verb === 'completed')) return '9.5.3.0-2';
    if (verb !== 'initialized' && !/^PT[\dHMS.]+$/.test(String(result.duration)))
      return '9.5.4.1-1';
    return null;
  }
}

const verbIdOf = (statement: Fields): string =>
  isFields(statement.verb) ? String(statement.verb.id) : '';
export const verbOf = (statement: Fields): string => verbIdOf(statement).split('/').at(-1) ?? '';

function categoriesOf(statement: Fields): readonly string[] {
  const context = isFields(statement.context) ? statement.context : {};
  const activities = isFields(context.contextActivities) ? context.contextActivities : {};
  const list = Array.isArray(activities.category) ? activities.category : [];
  return list.map((entry: unknown) => (isFields(entry) ? String(entry.id) : ''));
}
