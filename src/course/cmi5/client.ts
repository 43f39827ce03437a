/** The few calls that a cmi5 unit makes of an LRS. Every failure is a value; nothing throws. */
import type { Result } from '../../sim/result';
import { isFields, type Launch } from './launch';
import type { Statement } from './statements';

export type Fetch = (address: string, init?: RequestInit) => Promise<Response>;

const VERSION = '1.0.3';

const failed = (error: string): { readonly ok: false; readonly error: string } => ({
  ok: false,
  error,
});

/** The token can be fetched once; a second try gives an error body with status 200. */
export async function fetchToken(fetch: Fetch, launch: Launch): Promise<Result<string, string>> {
  try {
    const answer = await fetch(launch.fetch, { method: 'POST' });
    const body: unknown = await answer.json();
    const token = isFields(body) ? body['auth-token'] : undefined;
    if (typeof token === 'string' && token !== '') return { ok: true, value: token };
    return failed('The course gave no key for this session. Launch it again from the course page.');
  } catch {
    return failed('The course could not be reached. Launch it again from the course page.');
  }
}

export interface Client {
  getState(stateId: string): Promise<Result<unknown, string>>;
  putState(stateId: string, value: string): Promise<boolean>;
  learnerPreferences(): Promise<unknown>;
  /** `isLeaving`: the page goes away, the request must outlive it */
  send(statements: readonly Statement[], isLeaving?: boolean): Promise<'kept' | 'refused' | 'lost'>;
}

export function createClient(fetch: Fetch, launch: Launch, token: string): Client {
  const headers = {
    Authorization: `Basic ${token}`,
    'X-Experience-API-Version': VERSION,
  };
  const agent = JSON.stringify(launch.actor);
  const address = (path: string, query: Readonly<Record<string, string>>): string =>
    `${launch.endpoint}${path}?${new URLSearchParams(query)}`;
  const stateAddress = (stateId: string): string =>
    address('activities/state', {
      stateId,
      activityId: launch.activityId,
      agent,
      registration: launch.registration,
    });
  return {
    getState: async (stateId) => {
      try {
        const answer = await fetch(stateAddress(stateId), { headers });
        if (answer.status === 404) return { ok: true, value: null };
        if (!answer.ok) return failed(`the store answered ${answer.status}`);
        const text = await answer.text();
        const isJson = (answer.headers.get('content-type') ?? '').includes('json');
        return { ok: true, value: isJson ? (JSON.parse(text) as unknown) : text };
      } catch {
        return failed('the store could not be read');
      }
    },
    putState: async (stateId, value) => {
      try {
        const answer = await fetch(stateAddress(stateId), {
          method: 'PUT',
          headers: { ...headers, 'Content-Type': 'text/plain' },
          body: value,
          keepalive: true,
        });
        return answer.ok;
      } catch {
        return false;
      }
    },
    learnerPreferences: async () => {
      try {
        const profile = address('agents/profile', { profileId: 'cmi5LearnerPreferences', agent });
        const answer = await fetch(profile, { headers });
        return answer.ok ? await answer.json() : null;
      } catch {
        return null;
      }
    },
    send: async (statements, isLeaving = false) => {
      try {
        const answer = await fetch(`${launch.endpoint}statements`, {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json' },
          body: JSON.stringify(statements),
          keepalive: isLeaving,
        });
        // 409: the LRS has this id already, so an earlier try arrived after all.
        if (answer.ok || answer.status === 409) return 'kept';
        return answer.status >= 500 || answer.status === 429 ? 'lost' : 'refused';
      } catch {
        return 'lost';
      }
    },
  };
}
