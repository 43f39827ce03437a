/** `kubectl get`: choosing objects and printing them. */
import { evaluateJsonPath } from '../../kube/jsonpath';
import type { ExitStatus, Task } from '../../transport/syscalls';
import { fail, Output } from '../output';
import { parseOptions } from '../options';
import type { ToolContext } from '../types';
import { RESOURCES, type Resource, type Row } from './resources';
import { toYaml } from './yaml';

const SPEC = {
  values: ['-n', '--namespace', '-o', '--output', '-l', '--selector'],
  flags: ['-A', '--all-namespaces', '--show-labels', '--no-headers'],
};

export function* get(context: ToolContext, args: readonly string[]): Task<ExitStatus> {
  const options = parseOptions(['kubectl', ...args], SPEC);
  if (!options.ok) return yield* fail(options.error.replace('kubectl: ', 'error: '), 1);
  const { value, has, words } = options.value;
  const [kind = '', ...names] = words.flatMap((word) => word.split('/'));
  const resource = RESOURCES.find((entry) => entry.names.includes(kind.toLowerCase()));
  if (!resource) {
    const known = RESOURCES.map((entry) => entry.names[0]).join(' ');
    return yield* fail(`error: the server doesn't have a resource type "${kind}"\nKnown here: ${known}`, 1);
  }
  const namespace = value('-n') ?? value('--namespace') ?? 'default';
  const all = has('-A') || has('--all-namespaces');
  const selector = value('-l') ?? value('--selector');
  const rows = resource
    .rows(context.cluster)
    .filter((row) => !resource.namespaced || all || row.namespace === namespace)
    .filter((row) => names.length === 0 || names.includes(row.name))
    .filter((row) => matches(row, selector));
  const output = new Output();
  if (resource.warning) yield* output.err(resource.warning);
  const missing = names.filter((name) => !rows.some((row) => row.name === name));
  if (missing.length === 0 && rows.length === 0 && !(value('-o') ?? value('--output'))) {
    yield* output.err(resource.namespaced && !all ? `No resources found in ${namespace} namespace.` : 'No resources found');
    return output.exit(0);
  }
  const format = value('-o') ?? value('--output') ?? '';
  if (rows.length > 0 || format) yield* show(output, { resource, rows, format, all, single: names.length === 1, labels: has('--show-labels'), headers: !has('--no-headers') });
  for (const name of missing) yield* output.err(`Error from server (NotFound): ${resource.plural} "${name}" not found`);
  return output.exit(missing.length > 0 ? 1 : output.failed ? 1 : 0);
}

/** "a=b,c!=d,e" */
function matches(row: Row, selector: string | undefined): boolean {
  return (selector ?? '')
    .split(',')
    .filter(Boolean)
    .every((term) => {
      const [, key = '', operator, wanted] = /^([^=!]+)(==|=|!=)?(.*)$/.exec(term) ?? [];
      const actual = row.labels[key.trim()];
      if (!operator) return actual !== undefined;
      return (actual === wanted) === (operator !== '!=');
    });
}

interface Listing {
  readonly resource: Resource;
  readonly rows: readonly Row[];
  readonly format: string;
  readonly all: boolean;
  readonly single: boolean;
  readonly labels: boolean;
  readonly headers: boolean;
}

function* show(output: Output, listing: Listing): Task<void> {
  const { rows, format, single } = listing;
  const objects = rows.map((row) => row.object);
  const root = single ? objects[0] : { apiVersion: 'v1', kind: 'List', items: objects };
  if (format === '' || format === 'wide') yield* output.all(table(listing));
  else if (format === 'name') yield* output.all(rows.map((row) => `${listing.resource.plural.replace(/s(\.|$)/, '$1')}/${row.name}`));
  else if (format === 'json') yield* output.out(JSON.stringify(root, null, 4));
  else if (format === 'yaml') yield* output.all(toYaml(root));
  else if (format.startsWith('jsonpath=')) {
    const result = evaluateJsonPath(format.slice('jsonpath='.length), root);
    if (result.ok) yield* output.out(result.value.replace(/\n$/, ''));
    else yield* output.fail(`error: ${result.error}`);
  } else yield* output.fail(`error: unable to match a printer suitable for the output format "${format}", allowed formats are: json,jsonpath,name,wide,yaml`);
}

function table({ resource, rows, format, all, labels, headers }: Listing): readonly string[] {
  const wide = format === 'wide';
  const head = [
    ...(all && resource.namespaced ? ['NAMESPACE'] : []),
    ...resource.columns,
    ...(wide ? resource.wideColumns : []),
    ...(labels ? ['LABELS'] : []),
  ];
  const body = rows.map((row) => [
    ...(all && resource.namespaced ? [row.namespace ?? ''] : []),
    ...row.cells,
    ...(wide ? row.wide : []),
    ...(labels ? [Object.entries(row.labels).map((pair) => pair.join('=')).join(',') || '<none>'] : []),
  ]);
  const lines = headers ? [head, ...body] : body;
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => line.map((cell, column) => (column === line.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + 3))).join(''));
}
