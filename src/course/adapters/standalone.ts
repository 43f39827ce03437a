/** No course around the page: the browser keeps what it can, nobody is told anything. */
import type { CourseHost } from '../host';
import { WELCOME } from '../host';
import type { Log } from '../log';
import type { SafeStorage } from '../storage';

const LIMIT = 64_000;

/** `name` keeps pieces of one site apart, e.g. "podpath.embed.quiz". */
export function createStandaloneHost(storage: SafeStorage, name: string, log: Log): CourseHost {
  return {
    kind: 'standalone',
    can: { stateLimit: LIMIT, takesReports: false, resizes: false, closes: false },
    log,
    ready: async () => ({ ...WELCOME, state: storage.getItem(name) }),
    getState: () => storage.getItem(name),
    setState: async (text) => {
      storage.setItem(name, text);
      return storage.isLasting;
    },
    report: async () => true,
    resize: () => undefined,
    flush: () => undefined,
    close: () => undefined,
    onCommand: () => () => undefined,
  };
}
