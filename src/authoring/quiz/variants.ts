/**
 * The lesson's cluster with other addresses, ports and places, so that neighbours and retakes differ. A variant is a
 * record in content/quiz/variants.yaml; it is applied to the manifest's text, so that everything that reads manifests reads it.
 */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { parse } from 'yaml';
import { readManifests } from '../../sim/kube/manifest';
import type { AnyObject } from '../../sim/kube/types';
import { clusterFile } from '../worlds';

const FILE = 'content/quiz/variants.yaml';
const ip = v.pipe(v.string(), v.ipv4());
const Variant = v.strictObject({
  id: v.string(),
  nodes: v.record(v.string(), v.strictObject({ ip, pods: v.string() })),
  pods: v.record(v.string(), v.strictObject({ node: v.string(), host: v.number() })),
  service: ip,
  port: v.number(),
});
export type Variant = v.InferOutput<typeof Variant>;

export type Bindings = Readonly<Record<string, string>>;

export interface VariedCluster {
  readonly id: string;
  readonly text: string;
  readonly objects: readonly AnyObject[];
  readonly bindings: Bindings;
}

/** Roles that questions speak of: the client, a backend beside it, one on another node, one on the third. */
const ROLES = { client: 'pod-a', near: 'pod-b', far: 'pod-c', third: 'pod-d' } as const;

let cached: readonly VariedCluster[] | null = null;

export function variedClusters(): readonly VariedCluster[] {
  cached ??= readVariants();
  return cached;
}

function readVariants(): readonly VariedCluster[] {
  const parsed = v.safeParse(v.array(Variant), parse(readFileSync(FILE, 'utf8')));
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new Error(`${FILE}: ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
  }
  const lesson = readFileSync(clusterFile('lesson'), 'utf8');
  return parsed.output.map((variant, index) => {
    const text = index === 0 ? lesson : varied(lesson, variant);
    const objects = readManifests([{ file: clusterFile('lesson'), text }]);
    if (!objects.ok) {
      const [problem] = objects.error;
      throw new Error(`${FILE}: variant ${variant.id}: ${problem?.message} ${problem?.hint}`);
    }
    return { id: variant.id, text, objects: objects.value, bindings: bindingsOf(variant) };
  });
}

const LESSON_NODES: Readonly<Record<string, { ip: string; pods: string }>> = {
  'node-1': { ip: '10.0.0.10', pods: '10.244.0' },
  'node-2': { ip: '10.0.0.11', pods: '10.244.1' },
  'node-3': { ip: '10.0.0.12', pods: '10.244.2' },
};

/** All old texts at once, so that a new address is never taken for an old one. */
function varied(lesson: string, variant: Variant): string {
  const swaps = new Map<string, string>([
    ['10.96.0.42', variant.service],
    ['8080', String(variant.port)],
  ]);
  for (const [name, old] of Object.entries(LESSON_NODES)) {
    const node = variant.nodes[name];
    if (!node) throw new Error(`${FILE}: variant ${variant.id} has no ${name}`);
    swaps.set(old.ip, node.ip);
    swaps.set(`${old.pods}.`, `${node.pods}.`);
  }
  const pattern = new RegExp(
    [...swaps.keys()]
      .map(
        (text) =>
          `(?<![\\d.])${text.replaceAll('.', '\\.')}${text.endsWith('.') ? '' : '(?![\\d.])'}`,
      )
      .join('|'),
    'g',
  );
  const text = lesson.replace(pattern, (old) => swaps.get(old) ?? old);
  return text
    .split(/^---$/m)
    .map((document) => placed(document, variant))
    .join('---');
}

function placed(document: string, variant: Variant): string {
  const name = /^kind: Pod\nmetadata:\n {2}name: (\S+)/m.exec(document)?.[1];
  const pod = name === undefined ? undefined : variant.pods[name];
  const node = pod && variant.nodes[pod.node];
  if (!pod || !node) return document;
  return document
    .replace(/podpath\.dev\/pod-ip: \S+/, `podpath.dev/pod-ip: ${node.pods}.${pod.host}`)
    .replace(/nodeName: \S+/, `nodeName: ${pod.node}`);
}

function bindingsOf(variant: Variant): Bindings {
  const bindings: Record<string, string> = {
    'service.ip': variant.service,
    port: String(variant.port),
  };
  for (const [role, name] of Object.entries(ROLES)) {
    const pod = variant.pods[name];
    const node = pod && variant.nodes[pod.node];
    if (!pod || !node) throw new Error(`${FILE}: variant ${variant.id} does not place ${name}`);
    bindings[`${role}.ip`] = `${node.pods}.${pod.host}`;
    bindings[`${role}.node`] = pod.node;
    bindings[`${role}.nodeip`] = node.ip;
    bindings[`${role}.bridge`] = `${node.pods}.1`;
    bindings[`${role}.vtep`] = `${node.pods}.0`;
    bindings[`${role}.range`] = `${node.pods}.0/24`;
  }
  return bindings;
}

/** Fills `{far.ip}` and the like. Braces around anything else are left alone. */
export function fill(text: string, bindings: Bindings, stop: (message: string) => never): string {
  return text.replace(/\{([a-z]+\.[a-z]+|port|key)\}/g, (whole, name: string) => {
    const value = bindings[name];
    if (value === undefined)
      return stop(`${whole} is not known. Known: ${Object.keys(bindings).join(' ')}`);
    return value;
  });
}

export const hasPlaceholder = (text: string): boolean => /\{([a-z]+\.[a-z]+|port)\}/.test(text);
