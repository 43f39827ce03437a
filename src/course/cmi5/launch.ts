/** The launch of an assignable unit: five parameters in the address. cmi5 8.1. */
export interface Launch {
  readonly endpoint: string;
  readonly fetch: string;
  readonly actor: Readonly<Record<string, unknown>>;
  readonly registration: string;
  readonly activityId: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Null unless all five are there and usable; anything less is no cmi5 launch. */
export function readLaunch(query: string): Launch | null {
  const given = new URLSearchParams(query);
  const text = (name: string): string => given.get(name) ?? '';
  const [endpoint, fetch] = [webAddress(text('endpoint')), webAddress(text('fetch'))];
  const actor = readAgent(text('actor'));
  const registration = text('registration');
  const activityId = text('activityId');
  if (!endpoint || !fetch || !actor || !UUID.test(registration) || activityId === '') return null;
  return {
    endpoint: endpoint.endsWith('/') ? endpoint : `${endpoint}/`,
    fetch,
    actor,
    registration,
    activityId,
  };
}

/** Only http and https: nothing else may be called. */
function webAddress(text: string): string | null {
  try {
    const { protocol, href } = new URL(text);
    return protocol === 'https:' || protocol === 'http:' ? href : null;
  } catch {
    return null;
  }
}

function readAgent(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

/** What the LMS stored for this session under LMS.LaunchData. cmi5 10.2. */
export interface LaunchData {
  readonly contextTemplate: Readonly<Record<string, unknown>>;
  readonly mode: 'Normal' | 'Browse' | 'Review';
  readonly masteryScore: number | null;
  readonly returnUrl: string | null;
}

export function readLaunchData(value: unknown): LaunchData {
  const fields = isFields(value) ? value : {};
  const { launchMode, masteryScore, returnURL, contextTemplate } = fields;
  return {
    contextTemplate: isFields(contextTemplate) ? contextTemplate : {},
    mode: launchMode === 'Browse' || launchMode === 'Review' ? launchMode : 'Normal',
    masteryScore:
      typeof masteryScore === 'number' && masteryScore >= 0 && masteryScore <= 1
        ? masteryScore
        : null,
    returnUrl: typeof returnURL === 'string' ? webAddress(returnURL) : null,
  };
}

export const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
