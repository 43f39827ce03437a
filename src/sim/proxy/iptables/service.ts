/** The rules of one Service port: how it is recognised, how a backend is drawn, how the destination is rewritten. */
import type { Service, ServicePort } from '../../kube/types';
import type { ObjectRef, Origin } from '../../origin';
import type { ChainPlan, RulePlan } from '../../plan';
import { endpointsOf, type PortEndpoints, type UsableEndpoint } from './endpoints';
import type { KubeProxyInput } from './index';
import { endpointChain, printedProbability, serviceChain, servicePortName } from './names';

interface Collected {
  readonly services: RulePlan[];
  readonly nodePorts: RulePlan[];
  readonly chains: ChainPlan[];
  readonly filterServices: RulePlan[];
  readonly filterExternal: RulePlan[];
}

interface Port {
  readonly input: KubeProxyInput;
  readonly service: Service;
  readonly port: ServicePort;
  readonly name: string;
  readonly protocol: string;
  readonly ip: string;
  readonly object: ObjectRef;
}

export function serviceRules(input: KubeProxyInput): Collected {
  const collected: Collected = {
    services: [],
    nodePorts: [],
    chains: [],
    filterServices: [],
    filterExternal: [],
  };
  for (const service of input.cluster.services) {
    const ip = service.spec.clusterIP;
    if (!ip || ip === 'None' || service.spec.type === 'ExternalName') continue;
    for (const port of service.spec.ports ?? []) {
      const { name, namespace = 'default' } = service.metadata;
      addPort(collected, {
        input,
        service,
        port,
        name: servicePortName(namespace, name, port.name),
        protocol: port.protocol.toLowerCase(),
        ip,
        object: refOf(service),
      });
    }
  }
  return collected;
}

function refOf(service: Service): ObjectRef {
  const { name, namespace } = service.metadata;
  const source = service.positions['spec.ports'] ?? service.positions.spec ?? service.positions[''];
  return { apiVersion: 'v1', kind: 'Service', namespace, name, source };
}

const from = (port: Port, why: string): Origin => ({
  agent: 'kube-proxy',
  object: port.object,
  why,
});
const rule = (text: string, origin: Origin): RulePlan => ({ text, origin });
const comment = (text: string): string => `-m comment --comment "${text}"`;

function addPort(collected: Collected, port: Port): void {
  const endpoints = endpointsOf(port.input.cluster, port.service, port.port, port.input.nodeName);
  const internalLocal = port.service.spec.internalTrafficPolicy === 'Local';
  const internal = internalLocal ? endpoints.local : endpoints.cluster;
  if (internal.length === 0) {
    collected.filterServices.push(refusal(port, internalLocal && endpoints.cluster.length > 0));
  } else {
    const chain = serviceChain(internalLocal ? 'KUBE-SVL' : 'KUBE-SVC', port.name, port.protocol);
    collected.services.push(recognise(port, chain));
  }
  if (port.port.nodePort) addNodePort(collected, port, endpoints);
  addChains(collected, port, endpoints);
}

/** No endpoints: refused at once. Endpoints elsewhere but none here under the Local policy: dropped. */
function refusal(port: Port, onlyElsewhere: boolean): RulePlan {
  const match = `-A KUBE-SERVICES -d ${port.ip}/32 -p ${port.protocol}`;
  const dport = `-m ${port.protocol} --dport ${port.port.port}`;
  if (onlyElsewhere) {
    const why = 'internalTrafficPolicy is Local and no endpoint is on this node';
    return rule(
      `${match} ${comment(`${port.name} has no local endpoints`)} ${dport} -j DROP`,
      from(port, why),
    );
  }
  const why = 'the Service has no ready endpoint, so clients are told at once';
  return rule(
    `${match} ${comment(`${port.name} has no endpoints`)} ${dport} -j REJECT --reject-with icmp-port-unreachable`,
    from(port, why),
  );
}

function recognise(port: Port, chain: string): RulePlan {
  const why = 'packets to this ClusterIP and port belong to the Service';
  const text = `-A KUBE-SERVICES -d ${port.ip}/32 -p ${port.protocol} ${comment(`${port.name} cluster IP`)} -m ${port.protocol} --dport ${port.port.port} -j ${chain}`;
  return rule(text, from(port, why));
}

function addNodePort(collected: Collected, port: Port, endpoints: PortEndpoints): void {
  const { nodePort } = port.port;
  const dport = `-m ${port.protocol} --dport ${nodePort}`;
  if (endpoints.cluster.length === 0) {
    const text = `-A KUBE-EXTERNAL-SERVICES -p ${port.protocol} ${comment(`${port.name} has no endpoints`)} -m addrtype --dst-type LOCAL ${dport} -j REJECT --reject-with icmp-port-unreachable`;
    collected.filterExternal.push(rule(text, from(port, 'the Service has no ready endpoint')));
    return;
  }
  const isLocal = port.service.spec.externalTrafficPolicy === 'Local';
  if (isLocal && endpoints.local.length === 0) {
    const text = `-A KUBE-EXTERNAL-SERVICES -p ${port.protocol} ${comment(`${port.name} has no local endpoints`)} -m addrtype --dst-type LOCAL ${dport} -j DROP`;
    collected.filterExternal.push(
      rule(text, from(port, 'externalTrafficPolicy is Local and no endpoint is on this node')),
    );
  }
  const ext = serviceChain('KUBE-EXT', port.name, port.protocol);
  const jump = `-A KUBE-NODEPORTS -p ${port.protocol} ${comment(port.name)} ${dport} -j ${ext}`;
  collected.nodePorts.push(rule(jump, from(port, 'every node answers on the node port')));
  collected.chains.push({ name: ext, rules: externalRules(port, ext, isLocal, endpoints) });
}

function externalRules(
  port: Port,
  ext: string,
  isLocal: boolean,
  endpoints: PortEndpoints,
): readonly RulePlan[] {
  const svc = serviceChain('KUBE-SVC', port.name, port.protocol);
  if (!isLocal) {
    const why = 'traffic from outside is masqueraded, so that replies come back through this node';
    return [
      rule(
        `-A ${ext} ${comment(`masquerade traffic for ${port.name} external destinations`)} -j KUBE-MARK-MASQ`,
        from(port, why),
      ),
      rule(`-A ${ext} -j ${svc}`, from(port, 'then the backend is drawn as for the ClusterIP')),
    ];
  }
  const cidr = port.input.clusterCIDR;
  const why = 'externalTrafficPolicy Local keeps the address of the client';
  const pods = cidr
    ? [
        rule(
          `-A ${ext} -s ${cidr} ${comment(`pod traffic for ${port.name} external destinations`)} -j ${svc}`,
          from(port, why),
        ),
      ]
    : [];
  const localJump =
    endpoints.local.length > 0
      ? [
          rule(
            `-A ${ext} -j ${serviceChain('KUBE-SVL', port.name, port.protocol)}`,
            from(port, why),
          ),
        ]
      : [];
  return [
    ...pods,
    rule(
      `-A ${ext} ${comment(`masquerade LOCAL traffic for ${port.name} external destinations`)} -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ`,
      from(port, why),
    ),
    rule(
      `-A ${ext} ${comment(`route LOCAL traffic for ${port.name} external destinations`)} -m addrtype --src-type LOCAL -j ${svc}`,
      from(port, why),
    ),
    ...localJump,
  ];
}

function addChains(collected: Collected, port: Port, endpoints: PortEndpoints): void {
  const usesLocal =
    port.service.spec.internalTrafficPolicy === 'Local' ||
    (port.service.spec.externalTrafficPolicy === 'Local' && port.port.nodePort !== undefined);
  if (endpoints.cluster.length > 0) {
    const name = serviceChain('KUBE-SVC', port.name, port.protocol);
    collected.chains.push({
      name,
      rules: [...masquerade(port, name), ...balance(port, name, endpoints.cluster)],
    });
  }
  if (usesLocal && endpoints.local.length > 0) {
    const name = serviceChain('KUBE-SVL', port.name, port.protocol);
    collected.chains.push({
      name,
      rules: [...masquerade(port, name), ...balance(port, name, endpoints.local)],
    });
  }
  const all = new Map(
    [...endpoints.cluster, ...endpoints.local].map((entry) => [entry.address, entry]),
  );
  for (const endpoint of all.values()) collected.chains.push(endpointRules(port, endpoint));
}

/** Traffic that does not come from a pod must return through this node, so its source is replaced. */
function masquerade(port: Port, chain: string): readonly RulePlan[] {
  const { clusterCIDR, masqueradeAll } = port.input;
  if (!clusterCIDR && !masqueradeAll) return [];
  const source = masqueradeAll ? '' : `! -s ${clusterCIDR} `;
  const text = `-A ${chain} ${source}-d ${port.ip}/32 -p ${port.protocol} ${comment(`${port.name} cluster IP`)} -m ${port.protocol} --dport ${port.port.port} -j KUBE-MARK-MASQ`;
  return [rule(text, from(port, 'a source outside the pod range is masqueraded'))];
}

const affinitySeconds = (service: Service): number | undefined =>
  service.spec.sessionAffinity === 'ClientIP'
    ? (service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10800)
    : undefined;

function balance(
  port: Port,
  chain: string,
  endpoints: readonly UsableEndpoint[],
): readonly RulePlan[] {
  const seconds = affinitySeconds(port.service);
  const sticky =
    seconds === undefined
      ? []
      : endpoints.map((endpoint) => {
          const sep = endpointChain(port.name, port.protocol, endpoint.address);
          const text = `-A ${chain} ${comment(`${port.name} -> ${endpoint.address}`)} -m recent --rcheck --seconds ${seconds} --reap --name ${sep} --mask 255.255.255.255 --rsource -j ${sep}`;
          return rule(text, from(port, 'a client that was here before goes to the same backend'));
        });
  const draws = endpoints.map((endpoint, index) => {
    const remaining = endpoints.length - index;
    const sep = endpointChain(port.name, port.protocol, endpoint.address);
    const chance =
      remaining > 1
        ? `-m statistic --mode random --probability ${printedProbability(remaining)} `
        : '';
    const text = `-A ${chain} ${comment(`${port.name} -> ${endpoint.address}`)} ${chance}-j ${sep}`;
    const why =
      remaining > 1 ? `one of ${remaining} backends that are left` : 'the backend that is left';
    return rule(text, { agent: 'kube-proxy', object: endpoint.object, why });
  });
  return [...sticky, ...draws];
}

function endpointRules(port: Port, endpoint: UsableEndpoint): ChainPlan {
  const name = endpointChain(port.name, port.protocol, endpoint.address);
  const origin = (why: string): Origin => ({ agent: 'kube-proxy', object: endpoint.object, why });
  const sticky =
    affinitySeconds(port.service) === undefined
      ? ''
      : ` -m recent --set --name ${name} --mask 255.255.255.255 --rsource`;
  return {
    name,
    rules: [
      rule(
        `-A ${name} -s ${endpoint.ip}/32 ${comment(port.name)} -j KUBE-MARK-MASQ`,
        origin('hairpin: a pod that reaches itself through its Service'),
      ),
      rule(
        `-A ${name} -p ${port.protocol} ${comment(port.name)}${sticky} -m ${port.protocol} -j DNAT --to-destination ${endpoint.address}`,
        origin('the destination becomes this backend'),
      ),
    ],
  };
}
