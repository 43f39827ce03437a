/** `kubectl get`: which objects, and in which form. Source: k8s.io/kubectl pkg/cmd/get; k8s.io/cli-runtime pkg/printers. */
import { evaluateJsonPath } from '../../kube/jsonpath';
import { err, ok, type Result } from '../../result';
import type { ExitStatus, Task } from '../../transport/syscalls';
import { parseOptions, type Parsed } from '../options';
import { fail, Output } from '../output';
import type { ToolContext } from '../types';
import { findResource, type Resource, RESOURCES, type Row } from './resources';
import { parseSelector } from './selector';
import { printTable } from './table';
import { toYaml } from './yaml';

const SPEC = {
  values: ['-n', '--namespace', '-o', '--output', '-l', '--selector'],
  flags: ['-A', '--all-namespaces', '--show-labels', '--no-headers'],
};

/** What was asked for, and what was found. */
interface Listing {
  readonly resource: Resource;
  readonly rows: readonly Row[];
  readonly missing: readonly string[];
}

interface Request {
  readonly format: string;
  readonly namespace: string;
  readonly isEverywhere: boolean;
  readonly showsLabels: boolean;
  readonly hasHeaders: boolean;
  readonly isOneObject: boolean;
}

export function* get(context: ToolContext, args: readonly string[]): Task<ExitStatus> {
  const options = parseOptions(['kubectl get', ...args], SPEC);
  if (!options.ok) return yield* fail(`error: ${options.error}`, 1);
  const { value, has, words } = options.value;
  const wanted = readWords(words);
  if (!wanted.ok) return yield* fail(wanted.error, 1);
  const selected = select(wanted.value, context, options.value);
  if (!selected.ok) return yield* fail(selected.error, 1);
  const request: Request = {
    format: value('-o', '--output') ?? '',
    namespace: value('-n', '--namespace') ?? 'default',
    isEverywhere: has('-A', '--all-namespaces'),
    showsLabels: has('--show-labels'),
    hasHeaders: !has('--no-headers'),
    isOneObject: wanted.value.length === 1 && wanted.value[0]?.names.length === 1,
  };
  return yield* show(selected.value, request);
}

interface Wanted {
  readonly resource: Resource;
  /** none: all */
  readonly names: readonly string[];
}

/** "pods", "pods,svc", "pod a b", "pod/a svc/b" */
function readWords([kinds, ...names]: readonly string[]): Result<readonly Wanted[], string> {
  const known = RESOURCES.map((entry) => entry.names[0]).join(' ');
  if (kinds === undefined)
    return err(`error: you must specify the type of resource to get. Known here: ${known}`);
  const pairs = kinds.includes('/')
    ? [kinds, ...names].map(
        (word) => [word.split('/')[0] ?? '', [word.split('/')[1] ?? '']] as const,
      )
    : kinds.split(',').map((kind) => [kind, names] as const);
  const wanted: Wanted[] = [];
  for (const [kind, list] of pairs) {
    const resource = findResource(kind);
    if (!resource) {
      return err(`error: the server doesn't have a resource type "${kind}"\nKnown here: ${known}`);
    }
    wanted.push({ resource, names: list });
  }
  return ok(wanted);
}

function select(
  wanted: readonly Wanted[],
  { cluster }: ToolContext,
  { value, has }: Parsed,
): Result<readonly Listing[], string> {
  const text = value('-l', '--selector');
  const selector = text === undefined ? ok(() => true) : parseSelector(text);
  if (!selector.ok) return err(`error: ${selector.error}`);
  const namespace = value('-n', '--namespace') ?? 'default';
  const isEverywhere = has('-A', '--all-namespaces');
  if (text !== undefined && wanted.some(({ names }) => names.length > 0)) {
    return err('error: name cannot be provided when a selector is specified');
  }
  if (
    isEverywhere &&
    wanted.some(({ names, resource }) => names.length > 0 && resource.namespaced)
  ) {
    return err('error: a resource cannot be retrieved by name across all namespaces');
  }
  const listings = wanted.map(({ resource, names }): Listing => {
    const visible = resource
      .rows(cluster)
      .filter((row) => !resource.namespaced || isEverywhere || row.namespace === namespace)
      .filter((row) => selector.value(row.labels))
      .sort(byKey);
    if (names.length === 0) return { resource, rows: visible, missing: [] };
    const rows = names.flatMap((name) => visible.filter((row) => row.name === name));
    const missing = names.filter((name) => !visible.some((row) => row.name === name));
    return { resource, rows, missing };
  });
  return ok(listings);
}

/** The order of etcd's keys. */
function byKey(a: Row, b: Row): number {
  const [left, right] = [a, b].map((row) => `${row.namespace ?? ''}/${row.name}`);
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

function* show(listings: readonly Listing[], request: Request): Task<ExitStatus> {
  const output = new Output();
  for (const { resource } of listings) if (resource.warning) yield* output.err(resource.warning);
  const isTable = request.format === '' || request.format === 'wide';
  const failure = isTable
    ? yield* showTables(output, listings, request)
    : yield* showObjects(output, listings, request);
  for (const { resource, missing } of listings) {
    for (const name of missing) {
      yield* output.err(`Error from server (NotFound): ${resource.plural} "${name}" not found`);
    }
  }
  if (failure) yield* output.err(failure);
  const isComplete = listings.every(({ missing }) => missing.length === 0) && !failure;
  return output.exit(isComplete ? 0 : 1);
}

function* showTables(
  output: Output,
  listings: readonly Listing[],
  request: Request,
): Task<string | null> {
  const found = listings.filter(({ rows }) => rows.length > 0);
  if (found.length === 0 && listings.every(({ missing }) => missing.length === 0)) {
    const isScoped = listings.every(({ resource }) => resource.namespaced) && !request.isEverywhere;
    yield* output.err(`No resources found${isScoped ? ` in ${request.namespace} namespace.` : ''}`);
  }
  for (const [index, { resource, rows }] of found.entries()) {
    if (!resource.columns) {
      return `error: the table of ${resource.plural} is not modelled here; the objects are: -o yaml, -o json, -o name`;
    }
    if (index > 0) yield* output.out('');
    const { isEverywhere, showsLabels, hasHeaders } = request;
    yield* output.all(
      printTable(rows, {
        columns: resource.columns,
        isWide: request.format === 'wide',
        hasNamespace: isEverywhere && resource.namespaced,
        prefix: listings.length > 1 ? `${resource.singular}/` : '',
        showsLabels,
        hasHeaders,
      }),
    );
  }
  return null;
}

function* showObjects(
  output: Output,
  listings: readonly Listing[],
  { format, isOneObject }: Request,
): Task<string | null> {
  const rows = listings.flatMap((listing) => listing.rows);
  const isNothing = rows.length === 0 && listings.some(({ missing }) => missing.length > 0);
  if (isNothing) return null;
  const items = rows.map((row) => row.object);
  const list = { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
  const root = isOneObject ? items[0] : list;
  const template = /^jsonpath=(.*)$/s.exec(format)?.[1];
  if (format === 'name') {
    for (const { resource, rows: own } of listings) {
      yield* output.all(own.map((row) => `${resource.singular}/${row.name}`));
    }
  } else if (format === 'json') yield* output.out(JSON.stringify(sortKeys(root), null, 4));
  else if (format === 'yaml') yield* output.all(toYaml(root));
  else if (template !== undefined) {
    const result = evaluateJsonPath(template, root);
    if (!result.ok) return `error: ${result.error}`;
    yield* output.write(result.value);
  } else {
    const known = 'json,jsonpath,name,wide,yaml';
    return `error: unable to match a printer suitable for the output format "${format}", modelled formats are: ${known}`;
  }
  return null;
}

/** The server's JSON comes through a Go map, which prints its keys sorted. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}
