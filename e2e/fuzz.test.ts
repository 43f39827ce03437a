/**
 * What comes from outside never throws and never runs: seeded nonsense for every reader of links, storage, YAML, names,
 * bytes and messages. `npm run fuzz` does it with 100,000 inputs each.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { readHostMessage, readChildMessage } from '../src/course/frame/protocol';
import { readLink } from '../src/course/link';
import { readState } from '../src/course/saved-state';
import { buildWorld, decodeFrame, dissect, encode, run } from '../src/sim';
import { candidates, parseResolvConf } from '../src/sim/app/resolver';
import { readManifests } from '../src/sim/kube/manifest';
import { decodeDns, dnsQuery, encodeDns } from '../src/sim/wire/dns';
import { parseProgress } from '../src/state/progress';
import { decodeFields } from '../src/state/url-state';

const numRuns = Number(process.env.FUZZ_RUNS ?? 2000);
/** A whole conversation with the DNS server costs as much as a few dozen readings. */
const WHOLE_LOOKUPS = 20;
const SEED = 20_261_125;
const LIMIT = Math.max(120_000, numRuns * 60);

const cluster = readFileSync('content/clusters/lesson.yaml', 'utf8');
const objects = readManifests([{ file: 'lesson.yaml', text: cluster }]);
if (!objects.ok) throw new Error('the cluster of the lesson does not read');
const built = buildWorld(objects.value);
if (!built.ok) throw new Error('the cluster of the lesson does not build');
const world = built.value;
const frames = run(world, 'default/pod-a', 'curl -s http://my-service:8080/')
  .trace.hops.flatMap((hop) => (hop.after && hop.after.kind !== 'arp' ? [encode(hop.after)] : []))
  .slice(0, 60);

/** Text that has hurt readers before, between any other text. */
const nasty = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '<img src=x onerror=globalThis.ran=1>',
    'javascript:globalThis.ran=1',
    `\${globalThis.ran=1}`,
    "');globalThis.ran=1;('",
    '$(globalThis.ran=1)',
    '{"__proto__":{"ran":1}}',
    '\u0000',
    'a'.repeat(5000),
    '1e999',
    '-0',
  ),
);
const text = fc.array(nasty, { maxLength: 4 }).map((parts) => parts.join(''));

/** A valid text with pieces cut out, doubled and replaced. */
const mutated = (source: fc.Arbitrary<string>) =>
  fc
    .tuple(source, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), nasty), { maxLength: 4 }))
    .map(([valid, edits]) =>
      edits.reduce((now, [at, length, piece]) => {
        const from = now.length === 0 ? 0 : at % now.length;
        return now.slice(0, from) + piece.slice(0, 40) + now.slice(from + length);
      }, valid),
    );

const mutatedBytes = (sources: readonly Uint8Array[]) =>
  fc
    .tuple(
      fc.constantFrom(...sources),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 6 }),
      fc.nat(),
    )
    .map(([valid, edits, cut]) => {
      const bytes = Uint8Array.from(
        valid.slice(0, cut % 3 === 0 ? cut % (valid.length + 1) : undefined),
      );
      for (const [at, value] of edits) if (bytes.length > 0) bytes[at % bytes.length] = value;
      return bytes;
    });

const holds = <T>(inputs: fc.Arbitrary<T>, read: (input: T) => void): void =>
  fc.assert(fc.property(inputs, read), { numRuns, seed: SEED });

afterEach(() => {
  expect(globalThis).not.toHaveProperty('ran');
  expect({}).not.toHaveProperty('ran');
});

describe('nonsense from outside neither throws nor runs', { timeout: LIMIT }, () => {
  test('positions of pictures in the address', () => {
    const valid = fc.constantFrom('hop:12,cni:calico', 'hop:0', 'payload:1423,df:1');
    holds(fc.oneof(text, mutated(valid)), (input) => {
      const decoded = decodeFields(input, { hop: 0, cni: 'flannel', payload: 56, df: 1 });
      for (const value of Object.values(decoded ?? {})) expect(String(value)).toMatch(/^[\w.-]*$/);
    });
  });

  test('stored progress', () => {
    const valid = fc.constantFrom(
      '{"version":1,"answers":{"q1":true},"theme":"dark"}',
      '{"version":2,"answers":{},"visited":{"a#b":true},"quiz":{"session":null,"drafts":{},"results":[],"cards":{}}}',
    );
    holds(fc.oneof(text, mutated(valid)), (input) => {
      const read = parseProgress(input);
      if (read) expect(['system', 'light', 'dark']).toContain(read.theme);
    });
  });

  test('manifests', () => {
    const documents = cluster.split(/^---$/m).filter((part) => part.trim() !== '');
    holds(fc.oneof(text, mutated(fc.constantFrom(...documents))), (input) => {
      const read = readManifests([{ file: 'typed.yaml', text: input }]);
      if (!read.ok) expect(read.error.length).toBeGreaterThan(0);
    });
  });

  test('names that are looked up', () => {
    const name = fc.oneof(
      mutated(fc.constantFrom('my-service.default.svc.cluster.local', '10-244-1-8.default.pod')),
      text,
    );
    const config = parseResolvConf(
      'search default.svc.cluster.local svc.cluster.local\noptions ndots:5',
    );
    holds(name, (input) => {
      for (const candidate of candidates(input, config)) encodeDns(dnsQuery(1, candidate, 'A'));
    });
    fc.assert(
      fc.property(name, (input) => {
        const query = input.replaceAll(/\s/g, '').slice(0, 300);
        const asked = run(world, 'default/pod-a', `nslookup ${query}`);
        expect(asked.exitCode).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: numRuns / WHOLE_LOOKUPS, seed: SEED },
    );
  });

  test('DNS messages', () => {
    const query = dnsQuery(7, 'my-service.default.svc.cluster.local', 'A');
    const valid = encodeDns(query);
    if (!valid.ok) throw new Error('the query does not encode');
    holds(fc.oneof(fc.uint8Array({ maxLength: 600 }), mutatedBytes([valid.value])), (input) => {
      decodeDns(input);
    });
  });

  test('frames', () => {
    holds(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutatedBytes(frames)), (input) => {
      decodeFrame(input);
      for (const link of ['ethernet', 'ipv4'] as const)
        for (const layer of dissect(input, link).layers)
          expect(layer.offset + layer.length).toBeLessThanOrEqual(input.length);
    });
  });

  test('commands typed into a terminal', () => {
    const command = fc.constantFrom(
      'kubectl get pods -o wide',
      'ip route get 10.244.1.8',
      'iptables -t nat -S KUBE-SERVICES',
      'nc -zv my-service 8080',
      'conntrack -L | grep tcp',
    );
    holds(fc.oneof(mutated(command), text), (input) => {
      const place = input.startsWith('nc') ? 'default/pod-a' : 'node-1';
      expect(run(world, place, input.slice(0, 200)).exitCode).toBeGreaterThanOrEqual(0);
    });
  });

  test('messages of a page round the frame', () => {
    const shape = fc.oneof(
      fc.anything(),
      fc.record({
        podpath: fc.anything(),
        version: fc.anything(),
        type: fc.oneof(nasty, fc.constantFrom('hello', 'ready', 'state', 'theme', 'resize')),
        payload: fc.anything(),
      }),
    );
    holds(shape, (input) => {
      readHostMessage(input);
      readChildMessage(input);
    });
  });

  test('links and states of an embedded piece', () => {
    holds(fc.oneof(text, mutated(fc.constant('?hop=3&theme=dark&pass=0.8&lang=en'))), (input) => {
      readLink('clusterip-trace', input);
      readState(input);
    });
  });
});
