/** One careful caller of a SCORM API: reads never throw, writes are checked, and nothing unchanged is written twice. */
import type { Log } from '../log';
import type { ScormApi } from './discover';

export interface Caller {
  /** calls made so far; some platforms take 50 ms for each */
  readonly calls: () => number;
  initialize(): boolean;
  read(element: string): string;
  readCount(element: string): number;
  /** True when the LMS took the value, or has it already. */
  write(element: string, value: string): boolean;
  commit(): boolean;
  terminate(): boolean;
}

/** APIs answer true, 'true', 'True' or 1. */
const isTrue = (value: unknown): boolean =>
  value === true || value === 1 || /^(true|1)$/i.test(typeof value === 'string' ? value : '');

export function createCaller(api: ScormApi, log: Log): Caller {
  const written = new Map<string, string>();
  let calls = 0;
  const attempt = (what: string, call: () => unknown): unknown => {
    calls += 1;
    try {
      return call();
    } catch (error) {
      log.problem(`${what}: the LMS threw ${error instanceof Error ? error.message : 'something'}`);
      return undefined;
    }
  };
  const explain = (): string => {
    const code = String(attempt('GetLastError', () => api.lastError()) ?? '?');
    const sentence = attempt('GetErrorString', () => api.errorString(code));
    return `error ${code}${typeof sentence === 'string' && sentence ? ` (${sentence})` : ''}`;
  };
  const demand = (what: string, call: () => unknown): boolean => {
    if (isTrue(attempt(what, call))) return true;
    log.problem(`${what} was refused: ${explain()}`);
    return false;
  };
  const read = (element: string): string => {
    const value = attempt(`GetValue ${element}`, () => api.getValue(element));
    // Moodle returns the number 4 for a count, others undefined for what they do not know.
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  return {
    calls: () => calls,
    initialize: () => demand('Initialize', () => api.initialize()),
    read,
    readCount: (element) => {
      const text = read(element);
      return /^\d{1,6}$/.test(text) ? Number(text) : 0;
    },
    write: (element, value) => {
      if (written.get(element) === value) return true;
      const taken = demand(`SetValue ${element}`, () => api.setValue(element, value));
      if (taken) written.set(element, value);
      return taken;
    },
    commit: () => demand('Commit', () => api.commit()),
    terminate: () => demand('Terminate', () => api.terminate()),
  };
}
