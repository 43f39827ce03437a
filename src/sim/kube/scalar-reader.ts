/**
 * Single values of a manifest: text, numbers, booleans, and ports that may be either.
 * Source: YAML 1.2.2 core schema; kubectl reads YAML 1.1, where some more words are booleans.
 */
import { isScalar, type Node } from 'yaml';
import { portName } from './field-formats';
import { type FieldReader, quote, report, wrongType } from './field-report';
import type { Schema } from './schema';
import { suggestion } from './suggest';

/** Plain words that YAML 1.1, and so kubectl, reads as a boolean. */
const YAML_1_1_BOOLEANS = /^(y|yes|n|no|on|off)$/i;

type ScalarSchema = Extract<Schema, { type: 'string' | 'integer' | 'boolean' | 'portOrName' }>;

export function readScalar(
  reader: FieldReader,
  node: Node,
  schema: ScalarSchema,
  path: string,
): unknown {
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
    return wrongType(
      reader,
      node,
      path,
      'text',
      isScalar(node) ? `Put quotes around it: "${source}".` : 'Write one value here.',
    );
  }
  if (isScalar(node) && node.type === 'PLAIN' && YAML_1_1_BOOLEANS.test(value)) {
    const message = `${path} is ${value} without quotes, which kubectl reads as a boolean`;
    report(
      reader,
      node,
      { code: 'wrong-type', message, hint: `Put quotes around it: "${value}".` },
      path,
    );
    return undefined;
  }
  if (schema.oneOf && !schema.oneOf.includes(value)) {
    const hint = suggestion(value, schema.oneOf, 'values');
    report(
      reader,
      node,
      { code: 'unknown-value', message: `${path} cannot be ${quote(value)}`, hint },
      path,
    );
    return undefined;
  }
  const wrong = schema.format?.(value);
  if (!wrong) return value;
  report(reader, node, { ...wrong, message: `${path} cannot be ${quote(value)}` }, path);
  return undefined;
}
