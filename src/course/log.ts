/** What happened between the page and its host; shown in the diagnostics panel, never sent anywhere. */
import { createStore } from 'zustand/vanilla';

const KEPT = 200;
const LONGEST = 300;

export interface LogLine {
  readonly atMilliseconds: number;
  readonly level: 'info' | 'problem';
  readonly text: string;
}

export interface Log {
  info(text: string): void;
  problem(text: string): void;
  lines(): readonly LogLine[];
  subscribe(listener: () => void): () => void;
}

/** Control characters would let a host forge lines of the copied report. */
const printable = (text: string): string =>
  text.slice(0, LONGEST).replace(/\p{Cc}/gu, ' ') + (text.length > LONGEST ? ' …' : '');

export function createLog(now: () => number = Date.now): Log {
  const store = createStore<{ readonly lines: readonly LogLine[] }>(() => ({ lines: [] }));
  const began = now();
  const add = (level: LogLine['level'], text: string): void =>
    store.setState(({ lines }) => ({
      lines: [
        ...lines.slice(1 - KEPT),
        { atMilliseconds: now() - began, level, text: printable(text) },
      ],
    }));
  return {
    info: (text) => add('info', text),
    problem: (text) => add('problem', text),
    lines: () => store.getState().lines,
    subscribe: (listener) => store.subscribe(listener),
  };
}

export const formatLog = (lines: readonly LogLine[]): string =>
  lines
    .map(({ atMilliseconds, level, text }) => {
      const seconds = (atMilliseconds / 1000).toFixed(2).padStart(8);
      return `${seconds} s  ${level === 'problem' ? 'PROBLEM  ' : ''}${text}`;
    })
    .join('\n');
