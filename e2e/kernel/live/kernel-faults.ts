/** What can be wrong in the kernels of a cluster, as a change of the plan (the faults of the recorded scenarios). */
import type { KernelPlan, Link, NamespacePlan } from '../../../src/sim';

export interface KernelFault {
  readonly id: string;
  /** null: this fault cannot exist there */
  readonly apply: (plan: KernelPlan, node: string) => KernelPlan | null;
}

function change(
  plan: KernelPlan,
  namespace: string,
  edit: (own: NamespacePlan) => NamespacePlan | null,
): KernelPlan | null {
  const own = plan.namespaces[namespace];
  const edited = own ? edit(own) : null;
  return edited ? { namespaces: { ...plan.namespaces, [namespace]: edited } } : null;
}

const tunnelOf = (own: NamespacePlan): Link | undefined =>
  Object.values(own.links).find((link) => link.vxlan);

function changeTunnel(own: NamespacePlan, edit: (link: Link) => Link): NamespacePlan | null {
  const tunnel = tunnelOf(own);
  return tunnel ? { ...own, links: { ...own.links, [tunnel.name]: edit(tunnel) } } : null;
}

const onNode =
  (edit: (own: NamespacePlan) => NamespacePlan | null): KernelFault['apply'] =>
  (plan, node) =>
    change(plan, node, edit);

/** The first pod of the node. */
const onPod =
  (edit: (own: NamespacePlan) => NamespacePlan | null): KernelFault['apply'] =>
  (plan, node) => {
    const pod = Object.values(plan.namespaces).find(
      (own) => own.role === 'pod' && own.node === node,
    );
    return pod ? change(plan, pod.name, edit) : null;
  };

const isRemote = (route: NamespacePlan['routes'][number]): boolean =>
  route.via !== undefined && route.destination !== '0.0.0.0/0';

const changed = <T>(before: readonly T[], after: readonly T[]): boolean =>
  after.length !== before.length;

export const KERNEL_FAULTS: readonly KernelFault[] = [
  {
    id: 'route-missing',
    apply: onNode((own) => {
      const first = own.routes.find(isRemote);
      return first ? { ...own, routes: own.routes.filter((route) => route !== first) } : null;
    }),
  },
  {
    id: 'no-default-route',
    apply: onNode((own) => {
      const routes = own.routes.filter((route) => route.destination !== '0.0.0.0/0');
      return changed(own.routes, routes) ? { ...own, routes } : null;
    }),
  },
  {
    id: 'fdb-entry-missing',
    apply: onNode((own) => (own.fdb.length > 0 ? { ...own, fdb: own.fdb.slice(1) } : null)),
  },
  {
    id: 'vni-differs',
    apply: onNode((own) =>
      changeTunnel(own, (link) => ({
        ...link,
        vxlan: link.vxlan && { ...link.vxlan, vni: link.vxlan.vni + 1 },
      })),
    ),
  },
  {
    id: 'tunnel-port-differs',
    apply: onNode((own) =>
      changeTunnel(own, (link) => ({
        ...link,
        vxlan: link.vxlan && { ...link.vxlan, port: link.vxlan.port + 1 },
      })),
    ),
  },
  {
    id: 'stale-tunnel-mac',
    apply: onNode((own) => {
      const [first, ...rest] = own.neighbours;
      if (!first || !tunnelOf(own)) return null;
      const mac = '5e:1f:00:00:00:01';
      const fdb = own.fdb.map((entry) => (entry.mac === first.mac ? { ...entry, mac } : entry));
      return { ...own, neighbours: [{ ...first, mac }, ...rest], fdb };
    }),
  },
  {
    id: 'not-forwarding',
    apply: onNode((own) => ({ ...own, sysctl: withoutForwarding(own.sysctl) })),
  },
  {
    id: 'forward-policy-drop',
    apply: onNode((own) => {
      const filter = own.iptables.filter?.map((chain) =>
        chain.name === 'FORWARD' ? { ...chain, policy: 'DROP' as const } : chain,
      );
      return filter ? { ...own, iptables: { ...own.iptables, filter } } : null;
    }),
  },
  {
    id: 'service-rules-gone',
    apply: onNode((own) => ({ ...own, iptables: {}, nft: undefined })),
  },
  {
    id: 'strict-reverse-path',
    apply: onNode((own) => ({
      ...own,
      sysctl: { ...own.sysctl, 'net.ipv4.conf.all.rp_filter': '1' },
    })),
  },
  {
    id: 'hairpin-off',
    apply: onNode((own) => {
      const links = Object.values(own.links).map((link): [string, Link] => [
        link.name,
        link.port ? { ...link, port: { ...link.port, hairpin: false } } : link,
      ]);
      const isBridge = links.some(([, link]) => link.port);
      return isBridge ? { ...own, links: Object.fromEntries(links) } : null;
    }),
  },
  {
    id: 'bridge-netfilter-off',
    apply: onNode((own) =>
      Object.values(own.links).some((link) => link.port)
        ? { ...own, sysctl: { ...own.sysctl, 'net.bridge.bridge-nf-call-iptables': '0' } }
        : null,
    ),
  },
  {
    id: 'pod-without-default-route',
    apply: onPod((own) => ({
      ...own,
      routes: own.routes.filter((route) => route.destination !== '0.0.0.0/0'),
    })),
  },
  {
    id: 'neighbour-of-tunnel-missing',
    apply: onNode((own) =>
      tunnelOf(own) && own.neighbours.length > 0
        ? { ...own, neighbours: own.neighbours.slice(1) }
        : null,
    ),
  },
];

function withoutForwarding(sysctl: NamespacePlan['sysctl']): Record<string, string> {
  const kept = Object.entries(sysctl).filter(([name]) => !name.endsWith('.forwarding'));
  return { ...Object.fromEntries(kept), 'net.ipv4.ip_forward': '0' };
}
