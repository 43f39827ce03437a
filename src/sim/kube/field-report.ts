/**
 * A document while it is being read: where its nodes stand, what is wrong with them, how their values are quoted.
 */
import { type Document, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { SourcePosition } from '../origin';
import type { Problem } from '../result';

const MAXIMUM_PROBLEMS = 50;
export const QUOTED_LENGTH = 60;
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

export type YamlNode = Node | null | undefined;

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

const nameOf = (node: YamlNode): string => {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  const value = isScalar(node) ? node.value : null;
  if (value === null) return 'empty';
  if (typeof value === 'string') return `the text ${quote(value)}`;
  return `the ${typeof value} ${String(value)}`;
};

export function wrongType(
  reader: FieldReader,
  node: YamlNode,
  path: string,
  wanted: string,
  hint: string,
): undefined {
  const message = `${path || 'the document'} must be ${wanted}, but is ${nameOf(node)}`;
  report(reader, node, { code: 'wrong-type', message, hint }, path);
  return undefined;
}
