/**
 * What no single object can know: names used twice, references that lead nowhere, addresses outside their range.
 * The API server refuses some of these, controllers fail on others; a learner wants to hear of all of them at once.
 */
import type { Problem } from '../result';
import { type ClusterConfig } from './cluster-config';
import { rangeContains } from './ip-range';
import { describe, keyOf, placeOf, problemAt } from './object-ref';
import { matchesServiceSelector } from './selectors';
import { suggestion } from './suggest';
import type { AnyObject, Namespace, Node, Pod, Service } from './types';

export function duplicateNames(objects: readonly AnyObject[]): Problem[] {
  const seen = new Map<string, AnyObject>();
  return objects.flatMap((object) => {
    const key = `${object.apiVersion} ${object.kind} ${keyOf(object)}`;
    const first = seen.get(key);
    if (!first) {
      seen.set(key, object);
      return [];
    }
    const message = `${describe(object)} is defined twice, first at ${placeOf(first, 'metadata.name')}`;
    const hint = 'Rename or remove one of the two.';
    return [problemAt(object, 'metadata.name', { code: 'duplicate-name', message, hint })];
  });
}

/** Namespaces that exist from the start need no manifest. */
const INITIAL_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

export function unknownNamespaces(
  objects: readonly AnyObject[],
  namespaces: readonly Namespace[],
): Problem[] {
  const known = [
    ...new Set([...INITIAL_NAMESPACES, ...namespaces.map((item) => item.metadata.name)]),
  ];
  return objects.flatMap((object) => {
    const name = object.metadata.namespace;
    if (name === undefined || known.includes(name)) return [];
    const message = `${describe(object)} is in namespace "${name}", which does not exist`;
    const hint = `${suggestion(name, known, 'namespaces')} Or add a Namespace object.`;
    return [problemAt(object, 'metadata.namespace', { code: 'unknown-namespace', message, hint })];
  });
}

export function podsWithoutNode(pods: readonly Pod[], nodes: readonly Node[]): Problem[] {
  const names = nodes.map((node) => node.metadata.name);
  return pods.flatMap((pod) => {
    const name = pod.spec.nodeName;
    if (name !== undefined && names.includes(name)) return [];
    const problem =
      name === undefined
        ? {
            code: 'missing-field',
            message: `${describe(pod)} has no spec.nodeName, and no scheduler runs here`,
            hint: `Add spec.nodeName; known nodes: ${names.join(', ') || 'none'}.`,
          }
        : {
            code: 'unknown-node',
            message: `${describe(pod)} is on node "${name}", which does not exist`,
            hint: suggestion(name, names, 'nodes'),
          };
    return [problemAt(pod, name === undefined ? 'spec' : 'spec.nodeName', problem)];
  });
}

export function serviceAddresses(services: readonly Service[], config: ClusterConfig): Problem[] {
  const holders = new Map<string, Service>();
  const path = 'spec.clusterIP';
  return services.flatMap((service) => {
    const ip = service.spec.clusterIP;
    if (!ip || ip === 'None') return [];
    const holder = holders.get(ip);
    if (holder) {
      const message = `${describe(service)} has the ClusterIP ${ip}, which ${describe(holder)} (${placeOf(holder, path)}) has, too`;
      return [
        problemAt(service, path, {
          code: 'duplicate-ip',
          message,
          hint: 'Give one of the two another address.',
        }),
      ];
    }
    holders.set(ip, service);
    if (rangeContains(config.serviceCIDR, ip)) return [];
    const message = `the ClusterIP ${ip} lies outside the service range ${config.serviceCIDR}`;
    const hint = `Choose an address of ${config.serviceCIDR}, like 10.96.0.42.`;
    return [problemAt(service, path, { code: 'ip-outside-range', message, hint })];
  });
}

/** Ports of one Service: several need names, and none may come twice. */
export function servicePorts(services: readonly Service[]): Problem[] {
  return services.flatMap((service) => {
    const ports = service.spec.ports ?? [];
    if (
      ports.length === 0 &&
      service.spec.type !== 'ExternalName' &&
      service.spec.clusterIP !== 'None'
    ) {
      const message = `${describe(service)} has no ports`;
      return [
        problemAt(service, 'spec', {
          code: 'missing-field',
          message,
          hint: 'Add spec.ports with at least one port.',
        }),
      ];
    }
    return ports.flatMap((port, index) => {
      const path = `spec.ports[${index}]`;
      if (ports.length > 1 && !port.name) {
        const message = `port ${port.port} of ${describe(service)} has no name`;
        return [
          problemAt(service, path, {
            code: 'missing-field',
            message,
            hint: 'A Service with several ports names each of them.',
          }),
        ];
      }
      const twin = ports.findIndex(
        (other) => other.port === port.port && other.protocol === port.protocol,
      );
      if (twin === index) return [];
      const message = `port ${port.port}/${port.protocol} of ${describe(service)} is listed twice`;
      return [
        problemAt(service, path, {
          code: 'duplicate-port',
          message,
          hint: 'Remove one of the two.',
        }),
      ];
    });
  });
}

/** A selector that finds nothing is legal, and the most common mistake of all. */
export function emptySelections(services: readonly Service[], pods: readonly Pod[]): Problem[] {
  return services.flatMap((service) => {
    const { selector } = service.spec;
    if (!selector || Object.keys(selector).length === 0) return [];
    const local = pods.filter((pod) => pod.metadata.namespace === service.metadata.namespace);
    if (local.some((pod) => matchesServiceSelector(selector, pod.metadata.labels))) return [];
    const wanted = Object.entries(selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    const present = local.flatMap((pod) =>
      Object.entries(pod.metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`),
    );
    const message = `the selector ${wanted} of ${describe(service)} matches no pod`;
    const hint = suggestion(wanted, [...new Set(present)].sort(), 'labels in the namespace');
    return [
      problemAt(service, 'spec.selector', {
        code: 'selector-matches-nothing',
        severity: 'warning',
        message,
        hint,
      }),
    ];
  });
}
