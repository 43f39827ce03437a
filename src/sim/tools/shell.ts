/**
 * The command line: words with quotes, a comment, and pipes into grep, head and wc.
 * Simplified: no variables, no redirection, no `;` or `&&`; a real shell has all of these.
 */
import { err, ok, type Result } from '../result';
import type { ExitStatus, OutputLine, Task } from '../transport/syscalls';
import { fail } from './output';
import { findTool, toolNames } from './registry';
import type { ToolContext } from './types';

/** The learner's own machine: it talks to the API server and to nothing else. */
export const WORKSTATION = 'workstation';
const ON_WORKSTATION: readonly string[] = ['kubectl', 'help', 'hostname'];

type Context = Omit<ToolContext, 'argv'> & { readonly argv?: readonly string[] };

/** Splits into commands of words. Quotes keep blanks together; `#` begins a comment. */
export function parseCommandLine(text: string): Result<readonly (readonly string[])[], string> {
  const commands: string[][] = [[]];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quote) {
      if (character === quote) quote = '';
      else if (character === '\\' && quote === '"' && /["\\$`]/.test(text[at + 1] ?? '')) word += text[++at] ?? '';
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= '';
    } else if (character === '\\') {
      word = (word ?? '') + (text[++at] ?? '');
    } else if (/\s/.test(character)) {
      if (word !== null) commands.at(-1)?.push(word);
      word = null;
    } else if (character === '#' && word === null) {
      break;
    } else if (character === '|') {
      if (word !== null) commands.at(-1)?.push(word);
      word = null;
      commands.push([]);
    } else if (/[;&<>`$()]/.test(character)) {
      return err(`"${character}" is not modelled in this shell: type one command, with pipes into grep, head or wc`);
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote) return err(`the quote ${quote} is not closed`);
  if (word !== null) commands.at(-1)?.push(word);
  if (commands.length > 1 && commands.some((command) => command.length === 0)) return err('a pipe needs a command on both sides');
  return ok(commands);
}

export function* runCommandLine(text: string, context: Context): Task<ExitStatus> {
  const parsed = parseCommandLine(text);
  if (!parsed.ok) return yield* fail(`bash: ${parsed.error}`, 2);
  const [first = [], ...filters] = parsed.value;
  if (first.length === 0) return { lines: [], exitCode: 0 };
  let status = yield* runCommand(first, context);
  for (const filter of filters) {
    const filtered = applyFilter(filter, status);
    if (!filtered.ok) return yield* fail(filtered.error, 2);
    status = filtered.value;
  }
  return status;
}

export function* runCommand(argv: readonly string[], context: Context): Task<ExitStatus> {
  const name = (argv[0] ?? '').replace(/^.*\//, '');
  const tool = findTool(name);
  if (tool && context.namespace === WORKSTATION && !ON_WORKSTATION.includes(name)) {
    const words = argv.join(' ');
    return yield* fail(`${name}: your own machine is not part of the cluster network. Try: kubectl exec POD -- ${words}`, 1);
  }
  if (tool) return yield* tool({ ...context, argv });
  return yield* fail(`bash: ${argv[0]}: command not found\nKnown here: ${toolNames().join(' ')}`, 127);
}

function applyFilter(argv: readonly string[], status: ExitStatus): Result<ExitStatus, string> {
  const stdout = status.lines.filter((line) => line.stream === 'stdout');
  const stderr = status.lines.filter((line) => line.stream === 'stderr');
  const [name, ...args] = argv;
  if (name === 'grep') return grep(args, stdout, stderr);
  if (name === 'head') {
    const count = Number(args.join(' ').replace(/^-n ?|^-/, '') || 10);
    return ok({ lines: [...stderr, ...stdout.slice(0, count)], exitCode: 0 });
  }
  if (name === 'wc' && args[0] === '-l') {
    const atMicros = stdout.at(-1)?.atMicros ?? 0;
    return ok({ lines: [...stderr, { atMicros, stream: 'stdout', text: String(stdout.length) }], exitCode: 0 });
  }
  return err(`bash: a pipe into ${name ?? ''} is not modelled. Known: grep, head, wc -l`);
}

function grep(
  args: readonly string[],
  stdout: readonly OutputLine[],
  stderr: readonly OutputLine[],
): Result<ExitStatus, string> {
  const flags = args.filter((arg) => arg.startsWith('-')).join('');
  if (/[^-ivEFnwe]/.test(flags)) return err(`grep: option '${flags}' is not modelled here. Known: -i -v -E -F -w`);
  const pattern = args.find((arg) => !arg.startsWith('-')) ?? '';
  const source = flags.includes('E') ? pattern : pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  let expression: RegExp;
  try {
    expression = new RegExp(flags.includes('w') ? `\\b(?:${source})\\b` : source, flags.includes('i') ? 'i' : '');
  } catch {
    return err(`grep: "${pattern}" is not a regular expression`);
  }
  const kept = stdout.filter((line) => expression.test(line.text) !== flags.includes('v'));
  return ok({ lines: [...stderr, ...kept], exitCode: kept.length > 0 ? 0 : 1 });
}
