/** Names of API objects: the reference that provenance carries, the "namespace/name" key that tables use. */
import type { ObjectRef, SourcePosition } from '../origin';
import type { Problem } from '../result';
import type { AnyObject, KubeObject, Pod } from './types';

/** Reference to an object, pointing at the field that mattered if the manifest has it. */
export function refOf(object: KubeObject, path = ''): ObjectRef {
  const source = object.positions[path] ?? object.positions[''];
  const { namespace } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name: object.metadata.name,
    ...(source ? { source } : {}),
  };
}

export const keyOf = (object: KubeObject): string =>
  object.metadata.namespace === undefined
    ? object.metadata.name
    : `${object.metadata.namespace}/${object.metadata.name}`;

/** "Pod default/pod-a" */
export const describe = (object: KubeObject): string => `${object.kind} ${keyOf(object)}`;

/** "lesson.yaml:112:5", or "(no manifest)" for an object that was made here. */
export function placeOf(object: KubeObject, path = ''): string {
  const at = object.positions[path] ?? object.positions[''];
  return at ? `${at.file}:${at.line}:${at.column}` : '(no manifest)';
}

/** A problem at a field of an object, or at the object where the field is not written. */
export function problemAt(
  object: KubeObject,
  path: string,
  problem: Pick<Problem, 'code' | 'message' | 'hint'> & { readonly severity?: Problem['severity'] },
): Problem {
  const at: SourcePosition | undefined = object.positions[path] ?? object.positions[''];
  return { severity: 'error', ...problem, ...at, ...(path === '' ? {} : { path }) };
}

export const isPod = (object: AnyObject): object is Pod => object.kind === 'Pod';
