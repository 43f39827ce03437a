/** An LMS in memory that can be as broken as the ones outside; it records what is called. */
import type { ScormVersion, WindowLike } from '../scorm/discover';
import type { Call } from './judge';

export interface FakeOptions {
  readonly version: ScormVersion;
  /** what a GetValue gives back, by element; survives the session like an LMS's store */
  readonly values?: Map<string, unknown>;
  /** elements (as beginnings of names) that are refused */
  readonly refuses?: readonly string[];
  readonly throwsAt?: readonly Call['name'][];
  readonly delay?: () => void;
}

export interface FakeLms {
  readonly calls: Call[];
  readonly values: Map<string, unknown>;
  readonly window: WindowLike;
}

export function fakeLms({
  version,
  values = new Map(),
  refuses = [],
  throwsAt = [],
  delay,
}: FakeOptions): FakeLms {
  const calls: Call[] = [];
  let lastError = '0';
  const note = (call: Call): void => {
    calls.push(call);
    delay?.();
    if (throwsAt.includes(call.name)) throw new Error(`no ${call.name} here`);
  };
  const set = (element: string, value: unknown): string => {
    note({ name: 'set', element, value });
    if (refuses.some((start) => element.startsWith(start))) {
      lastError = '401';
      return 'false';
    }
    values.set(element, value);
    return 'true';
  };
  const get = (element: string): unknown => {
    note({ name: 'get', element });
    return values.get(element) ?? '';
  };
  const plain = (name: 'initialize' | 'terminate' | 'commit') => (): string => {
    note({ name });
    return 'true';
  };
  const error = () => lastError;
  const text = () => 'not implemented';
  const api =
    version === 'scorm12'
      ? {
          LMSInitialize: plain('initialize'),
          LMSFinish: plain('terminate'),
          LMSCommit: plain('commit'),
          LMSGetValue: get,
          LMSSetValue: set,
          LMSGetLastError: error,
          LMSGetErrorString: text,
        }
      : {
          Initialize: plain('initialize'),
          Terminate: plain('terminate'),
          Commit: plain('commit'),
          GetValue: get,
          SetValue: set,
          GetLastError: error,
          GetErrorString: text,
        };
  return { calls, values, window: windowWith(version === 'scorm12' ? 'API' : 'API_1484_11', api) };
}

export function windowWith(name: string, value: unknown): WindowLike {
  const window = { [name]: value } as { parent?: WindowLike };
  window.parent = window as WindowLike;
  return window as WindowLike;
}
