/**
 * Reads Kubernetes manifests: what `kubectl apply -f` and the API server's admission do before anything is stored.
 * Source: kubectl strict field validation (on by default since v1.27), YAML 1.2.2.
 */
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';
import { err, ok, type Problem, type Result } from '../result';
import { withDefaults } from './defaults';
import { keyText, MAXIMUM_VALUES, readValue, resolved } from './field-reader';
import { type FieldReader, positionOf, quote, report } from './field-report';
import { KINDS, KINDS_NOT_SIMULATED, type KindInfo } from './kinds';
import { suggestion } from './suggest';
import type { AnyObject } from './types';

export interface ManifestFile {
  readonly file: string;
  readonly text: string;
}

/** Characters; etcd refuses objects above 1.5 MiB, a whole lesson needs a hundredth of this. */
export const MAXIMUM_CHARACTERS = 400_000;

/** Objects of all files, in order; or everything that is wrong with them. Never throws. */
export function readManifests(files: readonly ManifestFile[]): Result<AnyObject[], Problem[]> {
  const objects: AnyObject[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    try {
      readFile(file, objects, problems);
    } catch (thrown) {
      // The YAML library recurses; a few hundred kilobytes of "[" exhaust the stack of some engines.
      const message = `the YAML cannot be read: ${thrown instanceof Error ? thrown.message : 'unknown reason'}`;
      const hint = 'Nest fewer levels.';
      problems.push({
        code: 'yaml-unreadable',
        severity: 'error',
        message,
        hint,
        file: file.file,
        line: 1,
        column: 1,
      });
    }
  }
  return problems.length > 0 ? err(problems) : ok(objects);
}

function readFile({ file, text }: ManifestFile, objects: AnyObject[], problems: Problem[]): void {
  const start = { severity: 'error', file, line: 1, column: 1 } as const;
  if (text.length > MAXIMUM_CHARACTERS) {
    const message = `the file has ${text.length} characters, more than ${MAXIMUM_CHARACTERS}`;
    problems.push({
      ...start,
      code: 'file-too-large',
      message,
      hint: 'Split it, or keep only the objects of the lesson.',
    });
    return;
  }
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    merge: false,
    prettyErrors: false,
  });
  if (!Array.isArray(documents)) return;
  let valuesLeft = MAXIMUM_VALUES;
  for (const document of documents) {
    const reader: FieldReader = {
      file,
      document,
      lines,
      problems,
      positions: {},
      base: '',
      valuesLeft,
    };
    const [wrong] = document.errors;
    if (wrong) {
      problems.push(syntaxProblem(file, lines, wrong, text));
      return;
    }
    if (document.contents) readObjects(reader, document.contents, '', objects);
    valuesLeft = reader.valuesLeft;
    if (valuesLeft <= 0) return;
  }
}

const SYNTAX_HINTS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'Remove one of the two: a mapping holds each key once.',
  TAB_AS_INDENT: 'Replace the tab with spaces: YAML never indents with tabs.',
  BAD_INDENT: 'Bring the line to the same indentation as its neighbours, or close the bracket.',
  BLOCK_AS_IMPLICIT_KEY: 'Put quotes around a value that contains ": ".',
  MULTILINE_IMPLICIT_KEY: 'Put ":" after the key, or indent the line under the one above.',
  MISSING_CHAR: 'Close the quote or the bracket, or put the missing character here.',
  BAD_SCALAR_START: 'Put quotes around a value that starts with this character.',
  UNEXPECTED_TOKEN: 'Look at the indentation of this line and the one above it.',
  RESOURCE_EXHAUSTION: 'Nest fewer levels.',
};

function syntaxProblem(
  file: string,
  lines: LineCounter,
  wrong: { readonly code: string; readonly message: string; readonly pos: [number, number] },
  text: string,
): Problem {
  const { line, col } = lines.linePos(wrong.pos[0]);
  const written = text.split('\n')[line - 1]?.replaceAll('\t', '\\t').trim() ?? '';
  return {
    code: `yaml-${wrong.code.toLowerCase().replaceAll('_', '-')}`,
    severity: 'error',
    message: `${wrong.message}, in the line ${quote(written)}`,
    hint: SYNTAX_HINTS[wrong.code] ?? 'Compare the line with one that works.',
    file,
    line: Math.max(1, line),
    column: Math.max(1, col),
  };
}

function readObjects(reader: FieldReader, given: Node, path: string, objects: AnyObject[]): void {
  const node = resolved(reader, given);
  if (!node) return;
  if (!isMap(node)) {
    const message = 'an object must be a mapping with apiVersion, kind and metadata';
    report(
      reader,
      node,
      { code: 'wrong-type', message, hint: 'Start with "apiVersion: v1".' },
      path,
    );
    return;
  }
  if (textAt(node, 'kind') === 'List') {
    const items = node.items.find((pair) => keyText(pair) === 'items')?.value;
    if (isSeq(items)) {
      items.items.forEach((item, index) => {
        readObjects(reader, item as Node, `${path}items[${index}].`, objects);
      });
    }
    return;
  }
  const object = readObject(reader, node, path);
  if (object) objects.push(object);
}

function readObject(reader: FieldReader, node: YAMLMap, base: string): AnyObject | undefined {
  const info = kindOf(reader, node);
  if (!info) return undefined;
  reader.positions = { '': positionOf(reader, node) };
  reader.base = base;
  const before = reader.problems.length;
  const path = base.endsWith('.') ? base.slice(0, -1) : base;
  const read = readValue(reader, node, info.schema, path);
  if (reader.problems.length > before || typeof read !== 'object' || read === null)
    return undefined;
  const fields = withDefaults(textAt(node, 'kind') ?? '', read as Record<string, unknown>);
  const metadata = info.namespaced
    ? { namespace: 'default', ...(fields.metadata as object) }
    : fields.metadata;
  // The schema of its kind has been checked field by field, which the type system cannot see.
  return { ...fields, metadata, positions: reader.positions } as unknown as AnyObject;
}

function textAt(node: YAMLMap, key: string): string | undefined {
  const value = node.items.find((pair) => keyText(pair) === key)?.value;
  return isScalar(value) && typeof value.value === 'string' ? value.value : undefined;
}

function kindOf(reader: FieldReader, node: YAMLMap): KindInfo | undefined {
  const kind = textAt(node, 'kind');
  const apiVersion = textAt(node, 'apiVersion');
  if (!kind) {
    report(
      reader,
      node,
      { code: 'missing-field', message: 'kind is missing', hint: 'Add a line like "kind: Pod".' },
      'kind',
    );
    return undefined;
  }
  const kindNode = node.items.find((pair) => keyText(pair) === 'kind')?.value as Node;
  const info = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!info) {
    const instead = Object.hasOwn(KINDS_NOT_SIMULATED, kind)
      ? KINDS_NOT_SIMULATED[kind]
      : undefined;
    const hint = instead ?? suggestion(kind, Object.keys(KINDS), 'kinds');
    const message = instead
      ? `kind ${quote(kind)} is not simulated`
      : `unknown kind ${quote(kind)}`;
    report(reader, kindNode, { code: 'unknown-kind', message, hint }, 'kind');
    return undefined;
  }
  if (apiVersion === info.apiVersion) return info;
  const versionNode = node.items.find((pair) => keyText(pair) === 'apiVersion')?.value as Node;
  const message = apiVersion
    ? `${kind} has no apiVersion ${quote(apiVersion)}`
    : `apiVersion is missing`;
  const code = apiVersion ? 'wrong-api-version' : 'missing-field';
  report(
    reader,
    versionNode ?? node,
    { code, message, hint: `Write "apiVersion: ${info.apiVersion}".` },
    'apiVersion',
  );
  return undefined;
}
