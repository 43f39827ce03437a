/**
 * Walks one YAML document along a schema: gives plain values, remembers where each field stands, and reports what the
 * schema does not know. It reads the syntax tree itself, so that aliases are counted before they can multiply.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from 'yaml';
import type { SourcePosition } from '../origin';
import type { Problem } from '../result';
import { portName } from './field-formats';
import type { ObjectSchema, Schema } from './schema';
import { suggestion } from './suggest';

/** Values one file may hold once its aliases are written out; the API server refuses larger objects, too. */
export const MAXIMUM_VALUES = 50_000;
export const MAXIMUM_DEPTH = 60;
const MAXIMUM_PROBLEMS = 50;
const QUOTED_LENGTH = 60;
/** Plain words that YAML 1.1, and so kubectl, reads as a boolean. */
const YAML_1_1_BOOLEANS = /^(y|yes|n|no|on|off)$/i;

export interface FieldReader {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly problems: Problem[];
  /** of the object being read */
  positions: Record<string, SourcePosition>;
  /** where the object being read begins in the document: "items[2]." in a List */
  base: string;
  valuesLeft: number;
}

type YamlNode = Node | null | undefined;

export function positionOf(reader: FieldReader, node: YamlNode): SourcePosition {
  const { line, col } = reader.lines.linePos(node?.range?.[0] ?? 0);
  return { file: reader.file, line: Math.max(1, line), column: Math.max(1, col) };
}

export function report(
  reader: FieldReader,
  node: YamlNode,
  problem: Pick<Problem, 'code' | 'message' | 'hint'>,
  path?: string,
): void {
  if (reader.problems.length >= MAXIMUM_PROBLEMS) return;
  const place = positionOf(reader, node);
  reader.problems.push({ severity: 'error', ...problem, ...place, ...(path ? { path } : {}) });
}

export const quote = (value: unknown): string => {
  const text = typeof value === 'string' ? value : String(JSON.stringify(value));
  return `"${text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}…` : text}"`;
};

/** "spec" + "ports" -> "spec.ports"; a key with dots or slashes goes into brackets, as the API server prints it. */
export function joinPath(path: string, key: string): string {
  if (/[./[\]]/.test(key)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** Follows an alias to what it stands for. */
export function resolved(reader: FieldReader, node: YamlNode): YamlNode {
  if (!isAlias(node)) return node;
  const target = node.resolve(reader.document);
  if (!target) {
    const message = `the alias *${node.source} stands for nothing: no anchor &${node.source} comes before it`;
    report(reader, node, { code: 'yaml-unknown-alias', message, hint: `Write &${node.source} at the value to repeat.` });
  }
  return target;
}

/** The value at `node` if it has the schema's shape; otherwise problems are reported and the result is undefined. */
export function readValue(
  reader: FieldReader,
  given: YamlNode,
  schema: Schema,
  path: string,
  depth = 0,
): unknown {
  if (!mayRead(reader, given, path, depth)) return undefined;
  const node = resolved(reader, given);
  if (!node) return undefined;
  switch (schema.type) {
    case 'object':
      return readObject(reader, node, schema, path, depth);
    case 'map':
      return readMap(reader, node, schema, path, depth);
    case 'list':
      return readList(reader, node, schema, path, depth);
    case 'ignored':
      return readAnything(reader, node, path, depth);
    default:
      return readScalar(reader, node, schema, path);
  }
}

function mayRead(reader: FieldReader, node: YamlNode, path: string, depth: number): boolean {
  reader.valuesLeft -= 1;
  if (reader.valuesLeft === 0) {
    const message = `the file holds more than ${MAXIMUM_VALUES} values once its aliases are written out`;
    report(reader, node, { code: 'yaml-too-many-values', message, hint: 'Use fewer aliases of aliases.' }, path);
  }
  if (depth > MAXIMUM_DEPTH) {
    const message = `${path.slice(0, QUOTED_LENGTH)}… is nested more than ${MAXIMUM_DEPTH} levels deep`;
    report(reader, node, { code: 'yaml-too-deep', message, hint: 'An anchor must not contain its own alias.' });
    reader.valuesLeft = Math.min(reader.valuesLeft, 0);
  }
  return reader.valuesLeft > 0;
}

const nameOf = (node: YamlNode): string => {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  const value = isScalar(node) ? node.value : null;
  if (value === null) return 'empty';
  if (typeof value === 'string') return `the text ${quote(value)}`;
  return `the ${typeof value} ${String(value)}`;
};

function wrongType(reader: FieldReader, node: YamlNode, path: string, wanted: string, hint: string): undefined {
  const message = `${path || 'the document'} must be ${wanted}, but is ${nameOf(node)}`;
  report(reader, node, { code: 'wrong-type', message, hint }, path);
  return undefined;
}

export function keyText(pair: Pair): string {
  const key = pair.key as YamlNode;
  return isScalar(key) ? String(key.value) : '';
}

function remember(reader: FieldReader, path: string, node: YamlNode): void {
  reader.positions[path.slice(reader.base.length)] = positionOf(reader, node);
}

function readObject(
  reader: FieldReader,
  node: Node,
  schema: ObjectSchema,
  path: string,
  depth: number,
): Record<string, unknown> | undefined {
  if (!isMap(node)) return wrongType(reader, node, path, 'a mapping of fields', 'Write "field: value" lines, indented.');
  const value: Record<string, unknown> = {};
  for (const pair of node.items) {
    const key = keyText(pair);
    const here = joinPath(path, key);
    const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
    if (!field) {
      reportUnknownField(reader, pair, schema, path, key);
      continue;
    }
    remember(reader, here, pair.key as YamlNode);
    if (isEmpty(pair.value)) continue;
    const read = readValue(reader, pair.value as YamlNode, field, here, depth + 1);
    if (read !== undefined) value[key] = read;
  }
  for (const name of schema.required) {
    const pair = node.items.find((item) => keyText(item) === name);
    if (pair && !isEmpty(pair.value)) continue;
    const here = joinPath(path, name);
    const problem = { code: 'missing-field', message: `${here} is missing`, hint: `Add "${name}:" here.` };
    report(reader, (pair?.key as YamlNode) ?? node, problem, here);
  }
  return value;
}

/** `key:` with nothing behind it is null, and null means "not set" to the API server. */
const isEmpty = (node: unknown): boolean =>
  node === null || node === undefined || (isScalar(node) && node.value === null);

function reportUnknownField(
  reader: FieldReader,
  pair: Pair,
  schema: ObjectSchema,
  path: string,
  key: string,
): void {
  const node = pair.key as YamlNode;
  if (key === '<<') {
    const message = 'merge keys ("<<:") are not supported';
    report(reader, node, { code: 'yaml-merge-key', message, hint: 'Write the fields out, or alias the whole value with *name.' });
    return;
  }
  const message = `unknown field ${quote(joinPath(path, key))}`;
  const hint = suggestion(key, Object.keys(schema.fields), 'fields');
  report(reader, node, { code: 'unknown-field', message, hint }, joinPath(path, key));
}

function readMap(
  reader: FieldReader,
  node: Node,
  schema: Extract<Schema, { type: 'map' }>,
  path: string,
  depth: number,
): Record<string, unknown> | undefined {
  if (!isMap(node)) return wrongType(reader, node, path, 'a mapping', 'Write "key: value" lines, indented.');
  const value: Record<string, unknown> = {};
  for (const pair of node.items) {
    const key = keyText(pair);
    const here = joinPath(path, key);
    const wrong = schema.key?.(key);
    if (wrong) report(reader, pair.key as YamlNode, { ...wrong, message: `${quote(key)} is no valid key of ${path}` }, here);
    remember(reader, here, pair.key as YamlNode);
    const read = isEmpty(pair.value) ? '' : readValue(reader, pair.value as YamlNode, schema.value, here, depth + 1);
    if (read !== undefined) Object.defineProperty(value, key, { value: read, enumerable: true });
  }
  return value;
}

function readList(
  reader: FieldReader,
  node: Node,
  schema: Extract<Schema, { type: 'list' }>,
  path: string,
  depth: number,
): unknown[] | undefined {
  if (!isSeq(node)) return wrongType(reader, node, path, 'a list', 'Start each item with "- ".');
  const atLeast = schema.atLeast ?? 0;
  if (node.items.length < atLeast) {
    const message = `${path} must have at least ${atLeast} item, but is empty`;
    report(reader, node, { code: 'empty-list', message, hint: 'Add an item that starts with "- ".' }, path);
  }
  const values: unknown[] = [];
  node.items.forEach((item, index) => {
    const here = `${path}[${index}]`;
    remember(reader, here, item as YamlNode);
    const read = readValue(reader, item as YamlNode, schema.item, here, depth + 1);
    if (read !== undefined) values.push(read);
  });
  return values;
}

function readAnything(reader: FieldReader, node: Node, path: string, depth: number): unknown {
  if (isMap(node)) return readMap(reader, node, { type: 'map', value: { type: 'ignored' } }, path, depth);
  if (isSeq(node)) return readList(reader, node, { type: 'list', item: { type: 'ignored' } }, path, depth);
  return isScalar(node) ? node.value : undefined;
}

type ScalarSchema = Extract<Schema, { type: 'string' | 'integer' | 'boolean' | 'portOrName' }>;

function readScalar(reader: FieldReader, node: Node, schema: ScalarSchema, path: string): unknown {
  const value = isScalar(node) ? node.value : undefined;
  switch (schema.type) {
    case 'boolean':
      return typeof value === 'boolean'
        ? value
        : wrongType(reader, node, path, 'true or false', 'Write true or false, without quotes.');
    case 'integer':
      return readInteger(reader, node, schema, path);
    case 'portOrName':
      return typeof value === 'number'
        ? readInteger(reader, node, { type: 'integer', min: 1, max: 65535 }, path)
        : readText(reader, node, { type: 'string', format: portName }, path);
    case 'string':
      return readText(reader, node, schema, path);
  }
}

function readInteger(
  reader: FieldReader,
  node: Node,
  schema: Extract<Schema, { type: 'integer' }>,
  path: string,
): number | undefined {
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    const isQuoted = typeof value === 'string' && /^-?\d+$/.test(value);
    const hint = isQuoted ? `Take the quotes away: ${value}.` : 'Write digits only.';
    return wrongType(reader, node, path, 'a whole number', hint);
  }
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = schema;
  if (value >= min && value <= max) return value;
  const bounds = schema.max === undefined ? `${min} or more` : `from ${min} to ${max}`;
  const problem = {
    code: max === 65535 ? 'bad-port' : 'out-of-range',
    message: `${path} is ${value}, which is out of range`,
    hint: `Write a number ${bounds}.`,
  };
  report(reader, node, problem, path);
  return undefined;
}

function readText(
  reader: FieldReader,
  node: Node,
  schema: Extract<Schema, { type: 'string' }>,
  path: string,
): string | undefined {
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value !== 'string') {
    const source = isScalar(node) && node.source ? node.source : '…';
    return wrongType(reader, node, path, 'text', isScalar(node) ? `Put quotes around it: "${source}".` : 'Write one value here.');
  }
  if (isScalar(node) && node.type === 'PLAIN' && YAML_1_1_BOOLEANS.test(value)) {
    const message = `${path} is ${value} without quotes, which kubectl reads as a boolean`;
    report(reader, node, { code: 'wrong-type', message, hint: `Put quotes around it: "${value}".` }, path);
    return undefined;
  }
  if (schema.oneOf && !schema.oneOf.includes(value)) {
    const hint = suggestion(value, schema.oneOf, 'values');
    report(reader, node, { code: 'unknown-value', message: `${path} cannot be ${quote(value)}`, hint }, path);
    return undefined;
  }
  const wrong = schema.format?.(value);
  if (!wrong) return value;
  report(reader, node, { ...wrong, message: `${path} cannot be ${quote(value)}` }, path);
  return undefined;
}
