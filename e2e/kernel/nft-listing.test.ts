/**
 * A ruleset that the simulation prints is loaded by a real nft into an empty network namespace and listed again. The
 * namespace lives as long as the command, so nothing is left behind.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildWorld, run } from '../../src/sim';
import { readManifests } from '../../src/sim/kube/manifest';

const CLUSTER = 'content/clusters/lesson.yaml';

/** Everything that puts something of its own into kube-proxy's table. */
const SERVICES = `apiVersion: v1
kind: Service
metadata: { name: sticky, namespace: default }
spec:
  type: LoadBalancer
  clusterIP: 10.96.0.60
  selector: { app: my-service }
  sessionAffinity: ClientIP
  externalIPs: [192.0.2.80]
  loadBalancerSourceRanges: [10.0.0.0/24, 203.0.113.0/25]
  externalTrafficPolicy: Local
  ports:
    - { name: http, port: 80, targetPort: 8080, nodePort: 30080 }
    - { name: alt, port: 81, targetPort: 8080, nodePort: 30081 }
status: { loadBalancer: { ingress: [{ ip: 198.18.0.15 }] } }
---
apiVersion: v1
kind: Service
metadata: { name: nobody, namespace: default }
spec: { type: NodePort, clusterIP: 10.96.0.77, selector: { app: none }, ports: [{ port: 8080, nodePort: 30099 }] }
`;

function listingOf(node: string): string {
  const objects = readManifests([
    { file: CLUSTER, text: readFileSync(CLUSTER, 'utf8') },
    { file: 'services.yaml', text: SERVICES },
  ]);
  if (!objects.ok) throw new Error(objects.error[0]?.message);
  const world = buildWorld(objects.value, { cni: 'flannel', proxy: 'nftables' });
  if (!world.ok) throw new Error(world.error[0]?.message);
  return run(world.value, node, 'nft list ruleset').stdout;
}

const inNamespace = (script: string, input = '') =>
  spawnSync('unshare', ['-n', 'sh', '-c', script], { input, encoding: 'utf8' });

/** nftables 1.0.6 is what the simulation prints like; others spell some things differently. */
const version = inNamespace('nft --version').stdout ?? '';
const canRun = version.startsWith('nftables v1.0.6 ');

describe('the table that kube-proxy writes in nftables mode', () => {
  if (!canRun) {
    const found = version.trim() || 'none, or no right to make a network namespace';
    test.skip(`is loaded by nft 1.0.6 as root (here: ${found})`, () => {});
    return;
  }

  test.each(['node-1', 'node-2', 'node-3'])(
    'of %s is listed by a kernel as it is printed here',
    (node) => {
      const ours = listingOf(node);
      const real = inNamespace('nft -f - && nft list ruleset', ours);
      expect(real.stderr).toBe('');
      expect(real.stdout).toBe(ours);
      expect(ours.split('\n').length).toBeGreaterThan(200);
    },
  );
});
