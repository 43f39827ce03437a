/** The owner of a custom element as host: state as a property, everything else as events that cross the shadow root. */
import type { CourseHost, HostCommand } from '../host';
import { WELCOME } from '../host';
import type { Log } from '../log';

const LIMIT = 64_000;

export interface ElementHost extends CourseHost {
  command(command: HostCommand): void;
}

export function createElementHost(
  tell: (name: string, detail: unknown) => void,
  initial: string | null,
  log: Log,
): ElementHost {
  let state = initial;
  const listeners = new Set<(command: HostCommand) => void>();
  return {
    kind: 'element',
    can: { stateLimit: LIMIT, takesReports: true, resizes: false, closes: false },
    log,
    ready: async () => ({ ...WELCOME, state }),
    getState: () => state,
    setState: async (text) => {
      state = text;
      tell('state', { state: text });
      return true;
    },
    report: async (report) => {
      const { type, ...detail } = report;
      tell(type === 'finished' ? 'completed' : type, detail);
      return true;
    },
    resize: () => undefined,
    flush: () => undefined,
    close: () => undefined,
    onCommand: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    command: (command) => {
      for (const call of listeners) call(command);
    },
  };
}
