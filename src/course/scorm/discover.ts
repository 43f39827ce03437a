/** Finding the API object that an LMS puts into a window around the content, or into the one that opened it. */

/** The calls of either version behind one set of names. */
export interface ScormApi {
  initialize(): unknown;
  terminate(): unknown;
  getValue(element: string): unknown;
  setValue(element: string, value: string): unknown;
  commit(): unknown;
  lastError(): unknown;
  errorString(code: string): unknown;
}

export type ScormVersion = 'scorm12' | 'scorm2004';

const NAMES: Readonly<Record<ScormVersion, string>> = { scorm12: 'API', scorm2004: 'API_1484_11' };
const CALLS: Readonly<Record<ScormVersion, Readonly<Record<keyof ScormApi, string>>>> = {
  scorm12: {
    initialize: 'LMSInitialize',
    terminate: 'LMSFinish',
    getValue: 'LMSGetValue',
    setValue: 'LMSSetValue',
    commit: 'LMSCommit',
    lastError: 'LMSGetLastError',
    errorString: 'LMSGetErrorString',
  },
  scorm2004: {
    initialize: 'Initialize',
    terminate: 'Terminate',
    getValue: 'GetValue',
    setValue: 'SetValue',
    commit: 'Commit',
    lastError: 'GetLastError',
    errorString: 'GetErrorString',
  },
};

/** Frames may be nested, but not without end; a page can also be its own parent. */
const DEEPEST = 50;

/** What discovery looks at in a window; a window of another origin throws at each of these. */
export interface WindowLike {
  readonly parent: WindowLike;
  readonly opener?: WindowLike | null;
}

/** Own window first (relays of sandboxed players put their stand-in there), then outwards, then the opener and outwards. */
export function findApi(start: WindowLike, version: ScormVersion): ScormApi | null {
  const found = searchOutwards(start, version);
  if (found) return found;
  for (const window of outwards(start)) {
    const opener = attempt(() => window.opener) ?? null;
    const behind = opener ? searchOutwards(opener, version) : null;
    if (behind) return behind;
  }
  return null;
}

function searchOutwards(start: WindowLike, version: ScormVersion): ScormApi | null {
  for (const window of outwards(start)) {
    const api = attempt(() => (window as unknown as Record<string, unknown>)[NAMES[version]]);
    const bound = isObject(api) ? bind(api, version) : null;
    if (bound) return bound;
  }
  return null;
}

function* outwards(start: WindowLike): Generator<WindowLike> {
  let window = start;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    yield window;
    const here = window;
    const parent = attempt(() => here.parent);
    if (!parent || parent === here) return;
    window = parent;
  }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

type Callable = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Callable =>
  (typeof value === 'object' || typeof value === 'function') && value !== null;

/** Null when calls are missing: an object called API may be anything. */
function bind(api: Callable, version: ScormVersion): ScormApi | null {
  const names = CALLS[version];
  const isWhole = attempt(() =>
    Object.values(names).every((name) => typeof api[name] === 'function'),
  );
  if (!isWhole) return null;
  const call = (name: keyof ScormApi, ...words: readonly string[]): unknown =>
    (api[names[name]] as (...given: string[]) => unknown).apply(api, [...words]);
  return {
    initialize: () => call('initialize', ''),
    terminate: () => call('terminate', ''),
    getValue: (element) => call('getValue', element),
    setValue: (element, value) => call('setValue', element, value),
    commit: () => call('commit', ''),
    lastError: () => call('lastError'),
    errorString: (code) => call('errorString', code),
  };
}

export interface Patience {
  readonly forMilliseconds: number;
  readonly everyMilliseconds: number;
}

/** Some LMSs create the API after the frame has started. */
export const PATIENCE: Patience = { forMilliseconds: 3_000, everyMilliseconds: 100 };

export async function awaitApi(
  start: WindowLike,
  version: ScormVersion,
  patience = PATIENCE,
): Promise<ScormApi | null> {
  const tries = Math.ceil(patience.forMilliseconds / patience.everyMilliseconds);
  for (let count = 0; count <= tries; count += 1) {
    const api = findApi(start, version);
    if (api) return api;
    await new Promise((resolve) => setTimeout(resolve, patience.everyMilliseconds));
  }
  return null;
}
