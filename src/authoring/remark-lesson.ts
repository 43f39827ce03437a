/**
 * Checks lesson text against the vocabulary and fills in what the simulator must say: terminal output, numbers, manifests.
 * Anything wrong fails the build with file and line.
 */
import { readFileSync } from 'node:fs';
import { CNIS } from '../sim/cni/registry';
import { FAULTS } from '../sim/fault/registry';
import { PROXIES } from '../sim/proxy/registry';
import { run } from '../sim/simulation';
import { NUMBERS } from './numbers';
import { SCENES, VOCABULARY } from './vocabulary';
import { clusterFile, objectsOf, worldOf } from './worlds';

interface Attribute {
  type: 'mdxJsxAttribute';
  name: string;
  value?: unknown;
}

interface Node {
  type: string;
  name?: string;
  attributes?: Attribute[];
  children?: Node[];
  depth?: number;
  value?: string;
  position?: { start: { line: number; column: number } };
  data?: Record<string, unknown>;
}

interface VFile {
  path: string;
}

export function remarkLesson() {
  return (tree: Node, file: VFile): void => visit(tree, file.path);
}

const isElement = (node: Node): boolean =>
  node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';

function stop(node: Node, file: string, message: string): never {
  const { line = 0, column = 0 } = node.position?.start ?? {};
  throw new Error(`${file}:${line}:${column}: ${message}`);
}

function visit(node: Node, file: string): void {
  if (node.type === 'heading') readHeadingId(node);
  if (isElement(node) && node.name && /^[A-Z]/.test(node.name)) check(node, node.name, file);
  for (const child of node.children ?? []) visit(child, file);
}

/** `## Title [#id]` gives the heading an id of its own. */
function readHeadingId(node: Node): void {
  const last = node.children?.at(-1);
  const match = last?.type === 'text' ? /\s*\[#([\w-]+)\]\s*$/.exec(last.value ?? '') : null;
  if (!last || !match) return;
  last.value = (last.value ?? '').slice(0, match.index);
  node.data = { ...node.data, hProperties: { id: match[1] }, id: match[1] };
}

const attribute = (node: Node, name: string): string | undefined => {
  const found = node.attributes?.find((entry) => entry.name === name);
  return typeof found?.value === 'string' ? found.value : undefined;
};

function set(node: Node, name: string, value: string): void {
  node.attributes = [...(node.attributes ?? []), { type: 'mdxJsxAttribute', name, value }];
}

function check(node: Node, name: string, file: string): void {
  const required = VOCABULARY[name];
  if (!required)
    stop(
      node,
      file,
      `<${name}> is not a word of the lessons. Known: ${Object.keys(VOCABULARY).join(' ')}`,
    );
  for (const prop of required) {
    if (attribute(node, prop) === undefined) stop(node, file, `<${name}> needs ${prop}="…"`);
  }
  try {
    fill(node, name);
  } catch (error) {
    stop(node, file, `<${name}>: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fill(node: Node, name: string): void {
  if (name === 'Scene' && !SCENES.includes(attribute(node, 'name') ?? '')) {
    throw new Error(`there is no scene "${attribute(node, 'name')}". Known: ${SCENES.join(' ')}`);
  }
  if (name === 'Terminal') fillTerminal(node);
  if (name === 'Num') {
    const compute = NUMBERS[attribute(node, 'of') ?? ''];
    if (!compute)
      throw new Error(
        `there is no number "${attribute(node, 'of')}". Known: ${Object.keys(NUMBERS).join(' ')}`,
      );
    set(node, 'value', compute().toLocaleString('en-US'));
  }
  if (name === 'Manifest') fillManifest(node);
}

function known<Name extends string>(
  what: string,
  name: string,
  all: Readonly<Record<Name, unknown>>,
): Name {
  if (!Object.hasOwn(all, name))
    throw new Error(`there is no ${what} "${name}". Known: ${Object.keys(all).join(' ')}`);
  return name as Name;
}

function fillTerminal(node: Node): void {
  const named = (attribute(node, 'faults') ?? '').split(',').filter(Boolean);
  const faults = named.map((name) => known('fault', name, FAULTS));
  const cni = known('cni', attribute(node, 'cni') ?? 'flannel', CNIS);
  const proxy = known('proxy', attribute(node, 'proxy') ?? 'iptables', PROXIES);
  let world = worldOf(attribute(node, 'cluster') ?? 'lesson', { cni, proxy, faults });
  const before = attribute(node, 'after');
  if (before) {
    const [at = '', ...words] = before.split('$');
    const endpoint = attribute(node, 'endpoint');
    world = run(world, at.trim(), words.join('$').trim(), endpoint ? { endpoint } : {}).world;
  }
  const result = run(world, attribute(node, 'at') ?? '', attribute(node, 'run') ?? '');
  if (result.exitCode === 127 || /is not modelled/.test(result.stderr))
    throw new Error(result.stderr);
  set(node, 'output', result.lines.map((line) => line.text).join('\n'));
  set(node, 'exitCode', String(result.exitCode));
}

function fillManifest(node: Node): void {
  const cluster = attribute(node, 'cluster') ?? '';
  const kind = attribute(node, 'kind');
  const name = attribute(node, 'name');
  const object = objectsOf(cluster).find(
    (entry) => entry.kind === kind && entry.metadata.name === name,
  );
  const line = object?.positions['']?.line;
  if (!line) throw new Error(`${clusterFile(cluster)} has no ${kind} "${name}"`);
  const lines = readFileSync(clusterFile(cluster), 'utf8').split('\n');
  const rest = lines.slice(line - 1);
  const end = rest.findIndex((text) => text.startsWith('---'));
  const text = (end < 0 ? rest : rest.slice(0, end)).filter(
    (entry) => !entry.trimStart().startsWith('#'),
  );
  set(node, 'text', text.join('\n').trim());
  set(node, 'file', clusterFile(cluster));
  set(node, 'line', String(line));
}
