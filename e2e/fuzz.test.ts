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
import { parseNftListing } from '../src/sim/filter/nft/listing';
import { parseRule } from '../src/sim/filter/rule';
import { readManifests } from '../src/sim/kube/manifest';
import { decodeDns, dnsQuery, encodeDns } from '../src/sim/wire/dns';
import { readPcap } from '../src/sim/wire/pcap';
import { writePcapng } from '../src/sim/wire/pcapng';
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

/** Names that every object has without being asked: whatever looks a word up in an object finds them. */
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

/** Text that has hurt readers before, between any other text. */
const nasty = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.constantFrom(
    ...INHERITED,
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

/** One word of a valid text replaced by an inherited name. */
const renamed = (source: fc.Arbitrary<string>) =>
  fc.tuple(source, fc.nat(), fc.constantFrom(...INHERITED)).map(([valid, at, name]) => {
    const words = valid.match(/[\w.-]+/g) ?? [];
    let seen = 0;
    return valid.replaceAll(/[\w.-]+/g, (word) => {
      seen += 1;
      return seen - 1 === at % words.length ? name : word;
    });
  });

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

/** Walks a pcapng file block by block: every length stands twice and leads to the next one. */
function blocksOf(file: Uint8Array): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  let count = 0;
  for (let at = 0; at < file.length; count += 1) {
    const length = view.getUint32(at + 4, true);
    if (length < 12 || length % 4 !== 0) throw new Error(`block ${count} has the length ${length}`);
    expect(view.getUint32(at + length - 4, true)).toBe(length);
    at += length;
  }
  return count;
}

const holds = <T>(inputs: fc.Arbitrary<T>, read: (input: T) => void): void =>
  fc.assert(fc.property(inputs, read), { numRuns, seed: SEED });

afterEach(() => {
  expect(globalThis).not.toHaveProperty('ran');
  expect({}).not.toHaveProperty('ran');
});

describe('nonsense from outside neither throws nor runs', { timeout: LIMIT }, () => {
  test('positions of pictures in the address', () => {
    const valid = fc.constantFrom('hop:12,cni:calico', 'hop:0', 'payload:1423,df:1');
    holds(fc.oneof(text, mutated(valid), renamed(valid)), (input) => {
      const decoded = decodeFields(input, { hop: 0, cni: 'flannel', payload: 56, df: 1 });
      for (const value of Object.values(decoded ?? {})) expect(String(value)).toMatch(/^[\w.-]*$/);
    });
  });

  test('stored progress', () => {
    const valid = fc.constantFrom(
      '{"version":1,"answers":{"q1":true},"theme":"dark"}',
      '{"version":2,"answers":{},"visited":{"a#b":true},"quiz":{"session":null,"drafts":{},"results":[],"cards":{}}}',
    );
    holds(fc.oneof(text, mutated(valid), renamed(valid)), (input) => {
      const read = parseProgress(input);
      if (read) expect(['system', 'light', 'dark']).toContain(read.theme);
    });
  });

  test('manifests', () => {
    const documents = cluster.split(/^---$/m).filter((part) => part.trim() !== '');
    const document = fc.constantFrom(...documents);
    holds(fc.oneof(text, mutated(document), renamed(document)), (input) => {
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

  test('capture files', () => {
    const record = [1, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4];
    const head = [
      0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 1, 0, 0, 0,
    ];
    const valid = Uint8Array.from([...head, ...record, ...record]);
    const opened = readPcap(valid);
    expect(opened.ok && opened.value.length).toBe(2);
    holds(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutatedBytes([valid])), (input) => {
      const read = readPcap(input);
      for (const packet of read.ok ? read.value : [])
        expect(packet.bytes.length).toBeLessThanOrEqual(input.length);
    });
  });

  test('names and comments in a capture that is written', () => {
    const packet = fc.record({
      interface: fc.constant(0),
      atMicros: fc.nat({ max: 2 ** 40 }),
      bytes: fc.uint8Array({ maxLength: 64 }),
      comment: text,
    });
    holds(fc.tuple(text, fc.array(packet, { maxLength: 3 })), ([name, packets]) => {
      const file = writePcapng({
        application: name,
        interfaces: [{ name, description: name, linkType: 'ethernet' }],
        packets,
      });
      expect(blocksOf(file)).toBe(2 + packets.length);
    });
  });

  test('rules and listings', () => {
    const rule = fc.constantFrom(
      '-A KUBE-SERVICES -d 10.96.0.42/32 -p tcp -m tcp --dport 8080 -j KUBE-SVC-X',
      '-A KUBE-SVC-X -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-A',
      '-A KUBE-SEP-A -p tcp -m tcp -j DNAT --to-destination 10.244.1.8:8080',
    );
    const listing = fc.constantFrom(
      'table ip nat {\n\tchain services {\n\t\tip daddr 10.96.0.42 tcp dport 8080 goto service-a\n\t}\n}',
      'table ip t {\n\tmap m {\n\t\ttype ipv4_addr : verdict\n\t\telements = { 10.0.0.1 : drop }\n\t}\n}',
    );
    holds(fc.oneof(text, mutated(rule), renamed(rule)), (input) => {
      parseRule(input);
    });
    holds(fc.oneof(text, mutated(listing), renamed(listing)), (input) => {
      parseNftListing(input.split('\n'), { agent: 'node-setup' });
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
    holds(fc.oneof(mutated(command), renamed(command), text), (input) => {
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
