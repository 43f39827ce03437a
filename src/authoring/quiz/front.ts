/** The front matter of a question: which fields there are, and where each stands in the file. */
import * as v from 'valibot';
import { LineCounter, parseDocument } from 'yaml';
import { DEPTHS, KINDS } from '../../quiz/question';
import { FAULT_IDS } from '../../sim/fault/registry';
import type { Stop } from './elements';

const fault = v.picklist(FAULT_IDS);
const command = {
  at: v.string(),
  run: v.string(),
  /** a command that is run before, "default/pod-a $ curl …" */
  after: v.optional(v.string()),
  endpoint: v.optional(v.string()),
};

const proof = v.strictObject({
  at: v.optional(v.string()),
  run: v.optional(v.string()),
  after: v.optional(v.string()),
  endpoint: v.optional(v.string()),
  matches: v.optional(v.string()),
  lacks: v.optional(v.string()),
  extract: v.optional(v.string()),
  hop: v.optional(v.string()),
  read: v.optional(v.string()),
  nowhere: v.optional(v.string()),
  cni: v.optional(v.picklist(['flannel', 'calico', 'calico-vxlan'])),
  faults: v.optional(v.array(fault)),
});

const Front = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{3,40}$/, 'small letters, digits and hyphens')),
  kind: v.picklist(KINDS),
  objective: v.string(),
  depth: v.picklist(DEPTHS),
  concepts: v.pipe(v.array(v.string()), v.minLength(1)),
  see: v.strictObject({
    scene: v.string(),
    text: v.string(),
    hop: v.optional(v.string()),
    state: v.optional(v.string()),
  }),
  world: v.optional(
    v.strictObject({
      cni: v.optional(v.picklist(['flannel', 'calico', 'calico-vxlan'])),
      faults: v.optional(v.array(fault)),
      nodeMtu: v.optional(v.number()),
      podMtu: v.optional(v.number()),
      fabricMtu: v.optional(v.number()),
    }),
    {},
  ),
  deal: v.optional(v.pipe(v.array(fault), v.minLength(2))),
  shows: v.optional(v.array(v.strictObject(command)), []),
  proof: v.optional(v.union([proof, v.array(proof)])),
  trace: v.optional(v.strictObject(command)),
  repair: v.optional(v.strictObject({ kind: v.string(), name: v.string() })),
  check: v.optional(v.strictObject({ at: v.string(), run: v.string(), matches: v.string() })),
});

export type FrontMatter = v.InferOutput<typeof Front>;
export type Proof = v.InferOutput<typeof proof>;

export interface Front {
  readonly value: FrontMatter;
  /** line of a field, "proof.run"; the first line when it is not there */
  readonly lineOf: (path: string) => number;
}

export function readFront(text: string, firstLine: number, stop: Stop): Front {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const [error] = document.errors;
  if (error)
    return stop(
      firstLine + (error.linePos?.[0].line ?? 1) - 1,
      `the front matter is not YAML: ${error.message.split('\n')[0]}`,
    );
  const lineOf = (path: string): number => {
    const keys = path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    for (let length = keys.length; length > 0; length -= 1) {
      const node = document.getIn(keys.slice(0, length), true) as
        | { range?: [number, number, number] }
        | undefined;
      if (node?.range) return firstLine + counter.linePos(node.range[0]).line - 1;
    }
    return firstLine;
  };
  const parsed = v.safeParse(Front, document.toJS() ?? {});
  if (parsed.success) return { value: parsed.output, lineOf };
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue) ?? '';
  return stop(lineOf(path), `${path || 'front matter'}: ${issue.message}`);
}
