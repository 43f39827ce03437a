/**
 * A strict judge of calls to a SCORM API: what the books say, where in-page LMSs of tests are laxer. Reads a record of
 * calls; says every breach in a sentence.
 */
import { type Element, RESPONSES_12, RESPONSES_2004, SCORM_12, SCORM_2004 } from '../limits';
import type { ScormVersion } from '../scorm/discover';

export interface Call {
  readonly name: 'initialize' | 'terminate' | 'get' | 'set' | 'commit';
  readonly element?: string;
  readonly value?: unknown;
}

const generic = (element: string): string => element.replace(/\.\d+(?=\.|$)/g, '.n');

export function judge(version: ScormVersion, calls: readonly Call[]): readonly string[] {
  const model = new Map(
    (version === 'scorm12' ? SCORM_12 : SCORM_2004).map((entry) => [entry.name, entry]),
  );
  const responses = version === 'scorm12' ? RESPONSES_12 : RESPONSES_2004;
  const breaches: string[] = [];
  const types = new Map<string, string>();
  let session: 'before' | 'open' | 'over' = 'before';
  let isDirty = false;
  let hasStatus = false;
  let nextInteraction: number | null = null;
  for (const { name, element = '', value } of calls) {
    if (name === 'initialize') {
      if (session !== 'before') breaches.push('Initialize is called a second time');
      session = 'open';
      continue;
    }
    if (session !== 'open') breaches.push(`${name} ${element} while the session is ${session}`);
    if (name === 'terminate') {
      if (isDirty) breaches.push('Terminate follows writes that were never committed');
      session = 'over';
    }
    if (name === 'commit') isDirty = false;
    const known = model.get(generic(element));
    if ((name === 'get' || name === 'set') && !known) {
      breaches.push(`${element} is no element of ${version}`);
      continue;
    }
    if (name === 'get' && known?.access === 'write') breaches.push(`${element} is write-only`);
    if (name !== 'set' || !known) continue;
    isDirty = true;
    if (element.endsWith('status')) hasStatus = true;
    else if (!hasStatus && !element.endsWith('exit'))
      breaches.push(`${element} is written before any status`);
    breaches.push(...breachesOf(known, element, value));
    const index = /^cmi\.interactions\.(\d+)\.(.+)$/.exec(element);
    if (!index) continue;
    const at = Number(index[1]);
    if (index[2] === 'id') {
      if (nextInteraction !== null && at !== nextInteraction)
        breaches.push(`interaction ${at} follows ${nextInteraction - 1}`);
      nextInteraction = at + 1;
    }
    if (index[2] === 'type') types.set(String(at), String(value));
    if (/response|pattern/.test(index[2] ?? '')) {
      const type = types.get(String(at));
      const shape = type === undefined ? undefined : responses[type];
      if (!shape) breaches.push(`${element} is written before its type`);
      else if (!isAnswer(shape, type ?? '', element, String(value)))
        breaches.push(`${element} = ${JSON.stringify(value)} is no ${type}`);
    }
  }
  return breaches;
}

/** The key of a number may be a range in 2004. */
function isAnswer(shape: RegExp, type: string, element: string, value: string): boolean {
  if (type === 'numeric' && element.endsWith('pattern') && value.includes('[:]'))
    return value.split('[:]').every((part) => shape.test(part));
  return shape.test(value);
}

function breachesOf(known: Element, element: string, value: unknown): readonly string[] {
  const breaches: string[] = [];
  if (typeof value !== 'string') return [`${element} is no string`];
  if (known.access === 'read') breaches.push(`${element} is read-only`);
  if (known.pattern && !known.pattern.test(value))
    breaches.push(`${element} = ${JSON.stringify(value)} has the wrong form`);
  if (known.longest !== undefined && value.length > known.longest)
    breaches.push(`${element} has ${value.length} characters, ${known.longest} are allowed`);
  const [least, most] = known.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (known.range && (Number(value) < least || Number(value) > most))
    breaches.push(`${element} = ${value} is out of ${least}..${most}`);
  return breaches;
}
