import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../result';
import { readManifests } from './manifest';
import type { AnyObject } from './types';

const FILE = 'bad.yaml';

function problemsOf(text: string): readonly Problem[] {
  const read = readManifests([{ file: FILE, text }]);
  return read.ok ? [] : read.error;
}

function objectsOf(text: string): readonly AnyObject[] {
  const read = readManifests([{ file: FILE, text }]);
  if (!read.ok) throw new Error(read.error[0]?.message);
  return read.value;
}

/** A Service with one line replaced, so that line numbers stay the same. */
function service(line: number, text: string): string {
  const lines = [
    'apiVersion: v1',
    'kind: Service',
    'metadata:',
    '  name: my-service',
    'spec:',
    '  clusterIP: 10.96.0.42',
    '  selector:',
    '    app: my-service',
    '  ports:',
    '    - protocol: TCP',
    '      port: 8080',
    '      targetPort: 8080',
  ];
  lines[line - 1] = text;
  return lines.join('\n');
}

interface Bad {
  readonly name: string;
  readonly text: string;
  readonly at: string;
  readonly code: string;
  readonly says: string;
  readonly hint: string;
}

const BAD: readonly Bad[] = [
  {
    name: 'a tab',
    text: service(8, '\tapp: my-service'),
    at: '8:1',
    code: 'yaml-tab-as-indent',
    says: '\\tapp',
    hint: 'spaces',
  },
  {
    name: 'a key twice',
    text: service(12, '      port: 8081'),
    at: '12:7',
    code: 'yaml-duplicate-key',
    says: 'port: 8081',
    hint: 'Remove one',
  },
  {
    name: 'an open quote',
    text: service(12, '      targetPort: "8080'),
    at: '12:24',
    code: 'yaml-missing-char',
    says: 'targetPort',
    hint: 'Close',
  },
  {
    name: 'an unknown kind',
    text: service(2, 'kind: Servce'),
    at: '2:7',
    code: 'unknown-kind',
    says: '"Servce"',
    hint: 'Did you mean "Service"?',
  },
  {
    name: 'a kind that makes others',
    text: service(2, 'kind: Deployment'),
    at: '2:7',
    code: 'unknown-kind',
    says: '"Deployment"',
    hint: 'Pods',
  },
  {
    name: 'no kind',
    text: 'apiVersion: v1\nmetadata:\n  name: x',
    at: '1:1',
    code: 'missing-field',
    says: 'kind is missing',
    hint: 'kind: Pod',
  },
  {
    name: 'a wrong apiVersion',
    text: service(1, 'apiVersion: apps/v1'),
    at: '1:13',
    code: 'wrong-api-version',
    says: '"apps/v1"',
    hint: 'apiVersion: v1',
  },
  {
    name: 'no name',
    text: service(4, '  labels: {}'),
    at: '4:3',
    code: 'missing-field',
    says: 'metadata.name',
    hint: 'name:',
  },
  {
    name: 'an unknown field',
    text: service(7, '  selectors:'),
    at: '7:3',
    code: 'unknown-field',
    says: '"spec.selectors"',
    hint: 'Did you mean "selector"?',
  },
  {
    name: 'an unknown field in a list',
    text: service(12, '      targetport: 8080'),
    at: '12:7',
    code: 'unknown-field',
    says: 'spec.ports[0].targetport',
    hint: '"targetPort"',
  },
  {
    name: 'a missing field in a list',
    text: service(11, '      name: http'),
    at: '10:7',
    code: 'missing-field',
    says: 'spec.ports[0].port',
    hint: 'port:',
  },
  {
    name: 'text for a number',
    text: service(11, '      port: "8080"'),
    at: '11:13',
    code: 'wrong-type',
    says: '"8080"',
    hint: 'quotes away',
  },
  {
    name: 'a number for text',
    text: service(8, '    app: 42'),
    at: '8:10',
    code: 'wrong-type',
    says: '42',
    hint: '"42"',
  },
  {
    name: 'a boolean of YAML 1.1',
    text: service(8, '    app: yes'),
    at: '8:10',
    code: 'wrong-type',
    says: 'yes',
    hint: '"yes"',
  },
  {
    name: 'a port out of range',
    text: service(11, '      port: 80800'),
    at: '11:13',
    code: 'bad-port',
    says: '80800',
    hint: '65535',
  },
  {
    name: 'a bad address',
    text: service(6, '  clusterIP: 10.96.0.420'),
    at: '6:14',
    code: 'bad-ip',
    says: '"10.96.0.420"',
    hint: '10.96.0.42',
  },
  {
    name: 'a bad label',
    text: service(8, '    app: "my service"'),
    at: '8:10',
    code: 'bad-label',
    says: '"my service"',
    hint: '63',
  },
  {
    name: 'a bad name',
    text: service(4, '  name: My_Service'),
    at: '4:9',
    code: 'bad-dns-name',
    says: '"My_Service"',
    hint: 'lower-case',
  },
  {
    name: 'a bad port name',
    text: service(12, '      targetPort: Web'),
    at: '12:19',
    code: 'bad-port-name',
    says: '"Web"',
    hint: '15',
  },
  {
    name: 'an unknown word',
    text: service(10, '    - protocol: tcp'),
    at: '10:17',
    code: 'unknown-value',
    says: '"tcp"',
    hint: '"TCP"',
  },
  {
    name: 'a list where a mapping belongs',
    text: service(8, '    - app'),
    at: '8:5',
    code: 'wrong-type',
    says: 'a list',
    hint: 'key: value',
  },
  {
    name: 'a merge key',
    text: service(8, '    <<: {app: x}'),
    at: '8:5',
    code: 'bad-label',
    says: '"<<"',
    hint: 'key',
  },
  {
    name: 'a merge key among fields',
    text: service(6, '  <<: {type: NodePort}'),
    at: '6:3',
    code: 'yaml-merge-key',
    says: '<<',
    hint: 'Write the fields out',
  },
  {
    name: 'an alias without anchor',
    text: service(8, '    app: *nothing'),
    at: '8:10',
    code: 'yaml-unknown-alias',
    says: '*nothing',
    hint: '&nothing',
  },
  {
    name: 'a scalar document',
    text: 'just text',
    at: '1:1',
    code: 'wrong-type',
    says: 'mapping',
    hint: 'apiVersion',
  },
];

describe('a manifest with a mistake', () => {
  test.each(BAD)(
    '$name is reported where it stands, with the way out',
    ({ text, at, code, says, hint }) => {
      const [problem] = problemsOf(text);
      expect(problem).toMatchObject({ code, file: FILE, severity: 'error' });
      expect(`${problem?.line}:${problem?.column}`).toBe(at);
      expect(problem?.message).toContain(says);
      expect(problem?.hint).toContain(hint);
    },
  );

  test('all mistakes of a file are reported at once', () => {
    const problems = problemsOf(service(6, '  clusterIP: x').replace('port: 8080', 'port: 0'));
    expect(problems.map((problem) => problem.line)).toEqual([6, 11]);
  });

  test('aliases of aliases are counted before they multiply', () => {
    const levels = Array.from({ length: 20 }, (_, level) =>
      level === 0 ? 'a0: &a0 [x, x]' : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`,
    );
    const text = `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: x\nspec:\n  ${levels.join('\n  ')}`;
    expect(problemsOf(text)[0]?.code).toBe('yaml-too-many-values');
  });

  test('an anchor that contains its own alias ends in a problem', () => {
    const text = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: x\nspec: &a\n  b: *a';
    expect(problemsOf(text).map((problem) => problem.code)).toContain('yaml-too-deep');
  });

  test('a file of half a million characters is refused without being parsed', () => {
    expect(problemsOf(`# ${'x'.repeat(500_000)}`)[0]?.code).toBe('file-too-large');
  });

  test('a thousand nested brackets end in a problem', () => {
    expect(problemsOf('['.repeat(1000)).length).toBeGreaterThan(0);
  });
});

describe('reading never throws', () => {
  const lesson = readFileSync('content/clusters/lesson.yaml', 'utf8')
    .split('---\n')
    .slice(6, 11)
    .join('---\n');

  test('whatever is cut out of or put into a good manifest', () => {
    const mutation = fc.tuple(fc.nat(lesson.length), fc.nat(40), fc.string({ maxLength: 12 }));
    fc.assert(
      fc.property(mutation, ([start, length, text]) => {
        const read = readManifests([
          { file: FILE, text: lesson.slice(0, start) + text + lesson.slice(start + length) },
        ]);
        if (!read.ok)
          expect(
            read.error.every((problem) => (problem.line ?? 0) > 0 && problem.hint !== ''),
          ).toBe(true);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

describe('a good manifest', () => {
  const CLUSTERS = ['lesson', 'networkpolicy', 'default-deny', 'ingress', 'gateway', 'mesh'];

  test.each(CLUSTERS)('content/clusters/%s.yaml has no problem', (name) => {
    const file = `content/clusters/${name}.yaml`;
    expect(readManifests([{ file, text: readFileSync(file, 'utf8') }])).toMatchObject({ ok: true });
  });

  test('every field knows its line and column', () => {
    const [object] = objectsOf(service(8, '    app: my-service'));
    expect(object?.positions['']).toEqual({ file: FILE, line: 1, column: 1 });
    expect(object?.positions['spec.selector.app']).toEqual({ file: FILE, line: 8, column: 5 });
    expect(object?.positions['spec.ports[0].targetPort']).toEqual({
      file: FILE,
      line: 12,
      column: 7,
    });
  });

  test('keys with dots stand in brackets', () => {
    const [object] = objectsOf(service(4, '  name: x\n  annotations: {example.com/a: b}'));
    expect(object?.positions['metadata.annotations[example.com/a]']?.line).toBe(5);
  });

  test('a List is unrolled, and its items count their fields from themselves', () => {
    const item = service(8, '    app: web')
      .split('\n')
      .map((line) => `    ${line}`);
    const objects = objectsOf(`apiVersion: v1\nkind: List\nitems:\n  -\n${item.join('\n')}`);
    expect(objects.map((object) => object.metadata.name)).toEqual(['my-service']);
    expect(objects[0]?.positions['spec.selector.app']?.line).toBe(12);
  });

  test('an alias stands for its anchor', () => {
    const [object] = objectsOf(
      service(4, '  name: x\n  labels: &l {app: web}').replace(
        'selector:\n    app: my-service',
        'selector: *l',
      ),
    );
    expect(object).toMatchObject({ spec: { selector: { app: 'web' } } });
  });

  test('what the API server defaults is filled in', () => {
    const [object] = objectsOf(
      service(10, '    - name: http').replace('\n      targetPort: 8080', ''),
    );
    expect(object).toMatchObject({
      metadata: { namespace: 'default' },
      spec: { type: 'ClusterIP', ports: [{ protocol: 'TCP', port: 8080, targetPort: 8080 }] },
    });
  });

  test('fields that are known but not simulated are accepted', () => {
    const text = [
      'apiVersion: v1',
      'kind: Pod',
      'metadata: {name: p, ownerReferences: [{kind: ReplicaSet}]}',
      'spec:',
      '  tolerations: [{operator: Exists}]',
      '  volumes: [{name: v, emptyDir: {}}]',
      '  containers:',
      '    - name: c',
      '      image: busybox',
      '      env: [{name: A, value: "1"}]',
      '      resources: {limits: {cpu: 100m}}',
      '      securityContext: {runAsNonRoot: true}',
    ].join('\n');
    expect(objectsOf(text)).toHaveLength(1);
  });
});
