/** Reading the command line of podpath: closed world, an unknown option lists the known ones. */
import { err, ok, type Result } from '../sim/result';

const VALUES = [
  'from',
  'to',
  'cni',
  'endpoint',
  'seed',
  'fault',
  'pcap',
  'packets',
  'at',
  'proxy',
  'name',
  'out',
  'only',
];
const FLAGS = ['json'];

export interface Options {
  readonly files: readonly string[];
  /** what stands after -- */
  readonly command: readonly string[];
  readonly value: (name: string) => string | undefined;
  readonly has: (name: string) => boolean;
}

export function parseArguments(argv: readonly string[]): Result<Options, string> {
  const end = argv.indexOf('--');
  const before = end < 0 ? argv : argv.slice(0, end);
  const values = new Map<string, string>();
  const flags = new Set<string>();
  const files: string[] = [];
  for (let at = 0; at < before.length; at += 1) {
    const word = before[at] ?? '';
    if (!word.startsWith('--')) {
      files.push(word);
      continue;
    }
    const name = word.slice(2);
    if (FLAGS.includes(name)) flags.add(name);
    else if (VALUES.includes(name)) {
      const value = before[++at];
      if (value === undefined) return err(`--${name} needs a value`);
      values.set(name, value);
    } else
      return err(
        `unknown option --${name}. Known: ${[...VALUES, ...FLAGS].map((entry) => `--${entry}`).join(' ')}`,
      );
  }
  const command = end < 0 ? [] : argv.slice(end + 1);
  return ok({ files, command, value: (name) => values.get(name), has: (name) => flags.has(name) });
}
