/**
 * The JSONPath templates of kubectl: {range}…{end}, fields, [*], [n], ['a','b'], filters with ==, string literals.
 * Source: k8s.io/client-go util/jsonpath; kubernetes.io/docs/reference/kubectl/jsonpath.
 */
import { err, ok, type Result } from '../result';

type Json = unknown;

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'path'; readonly steps: readonly Step[] }
  | { readonly kind: 'range'; readonly steps: readonly Step[]; readonly body: readonly Node[] };

type Step =
  | { readonly kind: 'field'; readonly names: readonly string[] }
  | { readonly kind: 'all' }
  | { readonly kind: 'index'; readonly index: number }
  | {
      readonly kind: 'filter';
      readonly steps: readonly Step[];
      readonly operator: '==' | '!=';
      readonly value: string;
    };

/** Prints the template for a value; an error names what is wrong with the template, as kubectl does. */
export function evaluateJsonPath(template: string, value: Json): Result<string, string> {
  const tokens = split(template);
  if (!tokens.ok) return tokens;
  const parsed = parseNodes([...tokens.value], false);
  return parsed.ok ? ok(render(parsed.value, value)) : parsed;
}

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'expression'; readonly text: string };

function split(template: string): Result<readonly Token[], string> {
  const tokens: Token[] = [];
  let text = '';
  for (let at = 0; at < template.length; at += 1) {
    if (template[at] !== '{') {
      text += template[at];
      continue;
    }
    const end = closing(template, at);
    if (end < 0) return err('error parsing jsonpath: unclosed action');
    if (text) tokens.push({ kind: 'text', text });
    text = '';
    tokens.push({ kind: 'expression', text: template.slice(at + 1, end).trim() });
    at = end;
  }
  if (text) tokens.push({ kind: 'text', text });
  return ok(tokens);
}

function closing(template: string, start: number): number {
  let quote = '';
  for (let at = start + 1; at < template.length; at += 1) {
    const character = template[at] ?? '';
    if (quote) {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '}') return at;
  }
  return -1;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '"': '"',
  '\\': '\\',
};

function parseNodes(tokens: Token[], inRange: boolean): Result<readonly Node[], string> {
  const nodes: Node[] = [];
  for (let token = tokens.shift(); token; token = tokens.shift()) {
    if (token.kind === 'text') {
      nodes.push({ kind: 'text', text: token.text });
      continue;
    }
    const { text } = token;
    if (text === 'end')
      return inRange ? ok(nodes) : err('error parsing jsonpath: not in range, nothing to end');
    const literal = /^(["'])(.*)\1$/s.exec(text);
    if (literal) {
      nodes.push({
        kind: 'text',
        text: (literal[2] ?? '').replace(/\\(.)/g, (_, key: string) => ESCAPES[key] ?? key),
      });
    } else if (text.startsWith('range ')) {
      const steps = parseSteps(text.slice(6).trim());
      if (!steps.ok) return steps;
      const body = parseNodes(tokens, true);
      if (!body.ok) return body;
      nodes.push({ kind: 'range', steps: steps.value, body: body.value });
    } else {
      const steps = parseSteps(text);
      if (!steps.ok) return steps;
      nodes.push({ kind: 'path', steps: steps.value });
    }
  }
  return inRange ? err('error parsing jsonpath: unclosed range') : ok(nodes);
}

function parseSteps(text: string): Result<readonly Step[], string> {
  const steps: Step[] = [];
  let rest = text.replace(/^[$@]/, '');
  while (rest.length > 0) {
    const field = /^\.?([A-Za-z_][\w/-]*(?:\\\.[\w/-]+)*)/.exec(rest);
    const bracket = /^\[((?:[^\]"']|"[^"]*"|'[^']*')*)\]/.exec(rest);
    if (rest === '.') break;
    if (rest.startsWith('.*')) {
      steps.push({ kind: 'all' });
      rest = rest.slice(2);
    } else if (bracket && !rest.startsWith('.')) {
      const step = parseBracket(bracket[1]?.trim() ?? '');
      if (!step) return err(`error parsing jsonpath: invalid array index ${bracket[1]}`);
      steps.push(step);
      rest = rest.slice(bracket[0].length);
    } else if (field) {
      steps.push({ kind: 'field', names: [(field[1] ?? '').replaceAll('\\.', '.')] });
      rest = rest.slice(field[0].length);
    } else if (rest.startsWith('.[')) rest = rest.slice(1);
    else return err(`error parsing jsonpath: unrecognized character in action: '${rest[0]}'`);
  }
  return ok(steps);
}

function parseBracket(text: string): Step | null {
  if (text === '*') return { kind: 'all' };
  if (/^-?\d+$/.test(text)) return { kind: 'index', index: Number(text) };
  const names = [...text.matchAll(/(["'])(.*?)\1/g)].map((match) => match[2] ?? '');
  const filter = /^\?\(\s*(@\S*)\s*(==|!=)\s*(["'])(.*?)\3\s*\)$/.exec(text);
  if (filter) {
    const steps = parseSteps(filter[1] ?? '');
    return steps.ok
      ? {
          kind: 'filter',
          steps: steps.value,
          operator: filter[2] as '==' | '!=',
          value: filter[4] ?? '',
        }
      : null;
  }
  return names.length > 0 ? { kind: 'field', names } : null;
}

function select(values: readonly Json[], steps: readonly Step[]): readonly Json[] {
  return steps.reduce<readonly Json[]>(
    (current, step) => current.flatMap((value) => apply(value, step)),
    values,
  );
}

function apply(value: Json, step: Step): readonly Json[] {
  if (value === null || typeof value !== 'object') return [];
  switch (step.kind) {
    case 'field':
      return step.names.flatMap((name) => {
        const found = Object.hasOwn(value, name)
          ? (value as Record<string, Json>)[name]
          : undefined;
        return found === undefined ? [] : [found];
      });
    case 'all':
      return Object.values(value);
    case 'index': {
      if (!Array.isArray(value)) return [];
      const found: Json = value.at(step.index);
      return found === undefined ? [] : [found];
    }
    case 'filter':
      return Object.values(value).filter((item) => {
        const [found] = select([item], step.steps);
        return (String(found ?? '') === step.value) === (step.operator === '==');
      });
  }
}

const print = (value: Json): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

function render(nodes: readonly Node[], value: Json): string {
  return nodes
    .map((node) => {
      if (node.kind === 'text') return node.text;
      const found = select([value], node.steps);
      if (node.kind === 'path') return found.map(print).join(' ');
      return found.map((item) => render(node.body, item)).join('');
    })
    .join('');
}
