/** What ping is told to do, with its own limits. Source: iputils 20221126 ping/ping.c. */
import type { Parsed } from './options';

export const PING_SPEC = {
  values: ['-c', '-s', '-W', '-i', '-M', '-t'],
  flags: ['-n', '-q', '-4'],
};

export interface PingSettings {
  readonly count: number;
  readonly payloadBytes: number;
  /** how long to wait for the last replies when none came yet */
  readonly lingerMicros: number;
  readonly intervalMicros: number;
  readonly dontFragment: boolean;
  readonly ttl: number | undefined;
  readonly isQuiet: boolean;
}

/** Simplified: without -c a real ping runs until it is stopped; here it sends four. */
const DEFAULT_COUNT = 4;
const MAXIMUM_COUNT = 100;

/** A sentence for a value that ping refuses. */
export function readSettings({ value, has }: Parsed): PingSettings | string {
  const number = (option: string, fallback: number, low: number, high: number) => {
    const text = value(option);
    const given = text === undefined ? fallback : Number(text);
    if (text !== '' && Number.isInteger(given) && given >= low && given <= high) return given;
    return `invalid argument: '${text}': out of range: ${low} <= value <= ${high}`;
  };
  const count = number('-c', DEFAULT_COUNT, 1, MAXIMUM_COUNT);
  if (typeof count === 'string') return count;
  const payloadBytes = number('-s', 56, 0, 65507);
  if (typeof payloadBytes === 'string') return payloadBytes;
  const ttl = number('-t', 64, 1, 255);
  if (typeof ttl === 'string') return ttl;
  const linger = number('-W', 10, 1, 3600);
  if (typeof linger === 'string') return linger;
  const interval = Number(value('-i') ?? 1);
  if (!(interval >= 0.002 && interval <= 3600)) return `bad timing interval: ${value('-i')}`;
  const mode = value('-M') ?? 'want';
  if (!['do', 'want', 'dont'].includes(mode)) return `invalid -M argument: ${mode}`;
  return {
    count,
    payloadBytes,
    lingerMicros: linger * 1e6,
    intervalMicros: interval * 1e6,
    // Simplified: with "want" the kernel cuts what exceeds an MTU that it knows; here "want" is "do".
    dontFragment: mode !== 'dont',
    ttl: value('-t') === undefined ? undefined : ttl,
    isQuiet: has('-q'),
  };
}
