/**
 * Walks one YAML document along a schema: gives plain values, remembers where each field stands, and reports what the
 * schema does not know. It reads the syntax tree itself, so that aliases are counted before they can multiply.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import {
  type FieldReader,
  positionOf,
  QUOTED_LENGTH,
  quote,
  report,
  wrongType,
  type YamlNode,
} from './field-report';
import { readScalar } from './scalar-reader';
import type { ObjectSchema, Schema } from './schema';
import { suggestion } from './suggest';

/** Values one file may hold once its aliases are written out; the API server refuses larger objects, too. */
export const MAXIMUM_VALUES = 50_000;
export const MAXIMUM_DEPTH = 60;
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
    report(reader, node, {
      code: 'yaml-unknown-alias',
      message,
      hint: `Write &${node.source} at the value to repeat.`,
    });
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
    report(
      reader,
      node,
      { code: 'yaml-too-many-values', message, hint: 'Use fewer aliases of aliases.' },
      path,
    );
  }
  if (depth > MAXIMUM_DEPTH) {
    const message = `${path.slice(0, QUOTED_LENGTH)}… is nested more than ${MAXIMUM_DEPTH} levels deep`;
    report(reader, node, {
      code: 'yaml-too-deep',
      message,
      hint: 'An anchor must not contain its own alias.',
    });
    reader.valuesLeft = Math.min(reader.valuesLeft, 0);
  }
  return reader.valuesLeft > 0;
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
  if (!isMap(node))
    return wrongType(
      reader,
      node,
      path,
      'a mapping of fields',
      'Write "field: value" lines, indented.',
    );
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
    const problem = {
      code: 'missing-field',
      message: `${here} is missing`,
      hint: `Add "${name}:" here.`,
    };
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
    report(reader, node, {
      code: 'yaml-merge-key',
      message,
      hint: 'Write the fields out, or alias the whole value with *name.',
    });
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
  if (!isMap(node))
    return wrongType(reader, node, path, 'a mapping', 'Write "key: value" lines, indented.');
  const value: Record<string, unknown> = {};
  for (const pair of node.items) {
    const key = keyText(pair);
    const here = joinPath(path, key);
    const wrong = schema.key?.(key);
    if (wrong)
      report(
        reader,
        pair.key as YamlNode,
        { ...wrong, message: `${quote(key)} is no valid key of ${path}` },
        here,
      );
    remember(reader, here, pair.key as YamlNode);
    const read = isEmpty(pair.value)
      ? ''
      : readValue(reader, pair.value as YamlNode, schema.value, here, depth + 1);
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
    report(
      reader,
      node,
      { code: 'empty-list', message, hint: 'Add an item that starts with "- ".' },
      path,
    );
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
  if (isMap(node))
    return readMap(reader, node, { type: 'map', value: { type: 'ignored' } }, path, depth);
  if (isSeq(node))
    return readList(reader, node, { type: 'list', item: { type: 'ignored' } }, path, depth);
  return isScalar(node) ? node.value : undefined;
}
