/** A page that is an LMS: scorm-again as run-time, a record of every call for the strict judge, a store that outlives the tab. */
import type { ScormVersion } from '../../src/course/scorm/discover';

export interface LmsOptions {
  readonly version: ScormVersion;
  readonly content: string;
  /** the API appears this much later than the frame */
  readonly lateMilliseconds?: number;
  /** every call takes this long, as on some platforms */
  readonly slowMilliseconds?: number;
  /** elements as the LMS sets them before the launch, "core.lesson_mode" */
  readonly given?: Readonly<Record<string, string>>;
  /** GetValue of a count gives a number, as Moodle's does */
  readonly countsAreNumbers?: boolean;
  readonly throwsAtTheEnd?: boolean;
}

const NAMES = {
  scorm12: {
    object: 'API',
    file: 'scorm12',
    type: 'Scorm12API',
    calls: {
      LMSInitialize: 'initialize',
      LMSFinish: 'terminate',
      LMSGetValue: 'get',
      LMSSetValue: 'set',
      LMSCommit: 'commit',
      LMSGetLastError: '',
      LMSGetErrorString: '',
    },
  },
  scorm2004: {
    object: 'API_1484_11',
    file: 'scorm2004',
    type: 'Scorm2004API',
    calls: {
      Initialize: 'initialize',
      Terminate: 'terminate',
      GetValue: 'get',
      SetValue: 'set',
      Commit: 'commit',
      GetLastError: '',
      GetErrorString: '',
    },
  },
} as const;

export function lmsPage(options: LmsOptions): string {
  const { version, content, lateMilliseconds = 0 } = options;
  const { object, file, type, calls } = NAMES[version];
  const settings = JSON.stringify({
    calls,
    version,
    slow: options.slowMilliseconds ?? 0,
    given: options.given ?? {},
    countsAreNumbers: options.countsAreNumbers ?? false,
    throwsAtTheEnd: options.throwsAtTheEnd ?? false,
  });
  return `<script src="/modules/scorm-again/dist/${file}.min.js"></script>
<script>
(() => {
  const settings = ${settings};
  const STORE = 'lms.' + settings.version;
  const store = JSON.parse(localStorage.getItem(STORE) || '{}');
  const api = new ${type}({ autocommit: false, logLevel: 5 });
  const path = (name) => name.replace(/^cmi\\./, '').split('.');
  const put = (name, value) => {
    const parts = path(name);
    let target = api.cmi;
    for (const part of parts.slice(0, -1)) target = target[part];
    target[parts.at(-1)] = value;
  };
  for (const [name, value] of Object.entries(settings.given)) put(name, value);
  for (const name of settings.version === 'scorm12'
    ? ['cmi.suspend_data', 'cmi.core.lesson_location', 'cmi.core.lesson_status']
    : ['cmi.suspend_data', 'cmi.location', 'cmi.completion_status', 'cmi.success_status'])
    if (store[name] !== undefined) put(name, store[name]);
  window.calls = [];
  // Everything that was asked, also for the last error: each of it takes its time.
  window.callCount = 0;
  window.store = store;
  let isLeaving = false;
  addEventListener('pagehide', () => { isLeaving = true; });
  const record = (call, name, words) => {
    const kind = settings.calls[name];
    window.callCount += 1;
    const until = performance.now() + settings.slow;
    while (performance.now() < until) {}
    if (settings.throwsAtTheEnd && isLeaving) throw new Error('Synchronous XHR in page dismissal');
    let result = api[name](...words);
    if (kind === 'get' && settings.countsAreNumbers && /_count$/.test(words[0])) result = Number(result);
    if (kind) window.calls.push({ name: kind, element: words[0] || undefined, value: words[1], result });
    if (kind === 'set' && String(result) === 'true') pending[words[0]] = words[1];
    if (kind === 'commit' || kind === 'terminate') {
      Object.assign(store, pending);
      localStorage.setItem(STORE, JSON.stringify(store));
    }
    return result;
  };
  const pending = {};
  const wrapped = {};
  for (const name of Object.keys(settings.calls)) wrapped[name] = (...words) => record(api, name, words);
  setTimeout(() => { window.${object} = wrapped; }, ${lateMilliseconds});
  if (${lateMilliseconds} === 0) window.${object} = wrapped;
})();
</script>
<iframe id="piece" title="content" src="${content}" width="900" height="900"></iframe>`;
}

export interface RecordedCall {
  readonly name: 'initialize' | 'terminate' | 'get' | 'set' | 'commit';
  readonly element?: string;
  readonly value?: string;
  readonly result: unknown;
}
