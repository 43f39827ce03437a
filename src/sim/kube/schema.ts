/**
 * A small vocabulary for the shape of API objects: what `kubectl apply` checks against the OpenAPI schema.
 * Closed world: a field that no schema names is an error, a field that is known but not simulated is `ignored`.
 */
import type { Format } from './field-formats';

export type Schema =
  | { readonly type: 'string'; readonly format?: Format; readonly oneOf?: readonly string[] }
  | { readonly type: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'portOrName' }
  | { readonly type: 'map'; readonly key?: Format; readonly value: Schema }
  | { readonly type: 'list'; readonly item: Schema; readonly atLeast?: number }
  | ObjectSchema
  | { readonly type: 'ignored' };

export interface ObjectSchema {
  readonly type: 'object';
  readonly fields: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

export const text = (format?: Format): Schema => ({ type: 'string', format });
export const oneOf = (...words: string[]): Schema => ({ type: 'string', oneOf: words });
export const integer = (min?: number, max?: number): Schema => ({ type: 'integer', min, max });
export const port: Schema = integer(1, 65535);
export const flag: Schema = { type: 'boolean' };
export const portOrName: Schema = { type: 'portOrName' };
export const map = (value: Schema, key?: Format): Schema => ({ type: 'map', value, key });
export const list = (item: Schema, atLeast = 0): Schema => ({ type: 'list', item, atLeast });
export const ignored: Schema = { type: 'ignored' };

export function object(
  fields: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
): ObjectSchema {
  return { type: 'object', fields, required };
}

/** Fields that a real manifest may carry and that nothing here reads. */
export const notSimulated = (...names: string[]): Readonly<Record<string, Schema>> =>
  Object.fromEntries(names.map((name) => [name, ignored]));
