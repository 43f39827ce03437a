/**
 * Edits of a cluster, as `kubectl scale`, `label`, `patch` and `edit` make them: each gives new objects and leaves the
 * old ones alone. Fields keep the positions of the manifest, so that provenance still leads to the line that was there.
 */
import { POD_IP_ANNOTATION } from './ipam';
import { isPod } from './object-ref';
import { matchesServiceSelector } from './selectors';
import type { AnyObject, Node, Pod, Probe, Service } from './types';

export interface Target {
  readonly namespace: string;
  readonly name: string;
}

export const MY_SERVICE: Target = { namespace: 'default', name: 'my-service' };

const is = (object: AnyObject, kind: string, target: Target): boolean =>
  object.kind === kind &&
  object.metadata.namespace === target.namespace &&
  object.metadata.name === target.name;

export function findService(objects: readonly AnyObject[], target: Target): Service | undefined {
  return objects.find((object): object is Service => is(object, 'Service', target));
}

/** The pods that a Service selects, in the order of the manifest. */
export function backendsOf(objects: readonly AnyObject[], target: Target = MY_SERVICE): Pod[] {
  const service = findService(objects, target);
  return objects
    .filter(isPod)
    .filter((pod) => pod.metadata.namespace === target.namespace)
    .filter((pod) => matchesServiceSelector(service?.spec.selector, pod.metadata.labels));
}

const mapService = (
  objects: readonly AnyObject[],
  target: Target,
  change: (service: Service) => Service,
): AnyObject[] =>
  objects.map((object) => (is(object, 'Service', target) ? change(object as Service) : object));

const mapPod = (
  objects: readonly AnyObject[],
  target: Target,
  change: (pod: Pod) => Pod,
): AnyObject[] =>
  objects.map((object) => (is(object, 'Pod', target) ? change(object as Pod) : object));

/** Sets the selector of a Service. */
export function setSelector(
  objects: readonly AnyObject[],
  target: Target,
  selector: Readonly<Record<string, string>>,
): AnyObject[] {
  return mapService(objects, target, (service) => ({
    ...service,
    spec: { ...service.spec, selector },
  }));
}

/** Sets the targetPort of one port of a Service, the first unless said otherwise. */
export function setTargetPort(
  objects: readonly AnyObject[],
  target: Target,
  targetPort: number | string,
  index = 0,
): AnyObject[] {
  return mapService(objects, target, (service) => {
    const ports = service.spec.ports?.map((port, position) =>
      position === index ? { ...port, targetPort } : port,
    );
    return { ...service, spec: { ...service.spec, ports } };
  });
}

/** Sets a label of a pod; `undefined` removes it. */
export function setLabel(
  objects: readonly AnyObject[],
  target: Target,
  key: string,
  value: string | undefined,
): AnyObject[] {
  return mapPod(objects, target, (pod) => {
    const { [key]: _old, ...others } = pod.metadata.labels ?? {};
    const labels = value === undefined ? others : { ...others, [key]: value };
    return { ...pod, metadata: { ...pod.metadata, labels } };
  });
}

/** Sets the readiness probe of every container of a pod; `undefined` removes it. */
export function setReadinessProbe(
  objects: readonly AnyObject[],
  target: Target,
  probe: Probe | undefined,
): AnyObject[] {
  return mapPod(objects, target, (pod) => {
    const containers = pod.spec.containers.map(({ readinessProbe: _old, ...container }) => ({
      ...container,
      ...(probe ? { readinessProbe: probe } : {}),
    }));
    return { ...pod, spec: { ...pod.spec, containers } };
  });
}

export const MAXIMUM_REPLICAS = 10;

/**
 * Gives a Service `count` backends (0 to 10): the first ones of the manifest stay, further ones are copies of the first
 * that go round the nodes. IPAM finds their addresses. With no backend to copy the objects stay as they are.
 */
export function scaleEndpoints(
  objects: readonly AnyObject[],
  count: number,
  target: Target = MY_SERVICE,
): AnyObject[] {
  const backends = backendsOf(objects, target);
  const [template] = backends;
  if (!template) return [...objects];
  const wanted = Math.max(0, Math.min(MAXIMUM_REPLICAS, Math.trunc(count)));
  const removed = new Set<AnyObject>(backends.slice(wanted));
  const kept = objects.filter((object) => !removed.has(object));
  const nodes = objects.filter((object): object is Node => object.kind === 'Node');
  const names = new Set(objects.filter(isPod).map((pod) => pod.metadata.name));
  for (let index = backends.length; index < wanted; index += 1) {
    const name = freeName(names, 'pod-');
    names.add(name);
    kept.push(copyOf(template, name, nodes[index % nodes.length]?.metadata.name));
  }
  return kept;
}

/** pod-a … pod-z, then pod-aa; as many as ten replicas can need. */
function freeName(taken: ReadonlySet<string>, prefix: string): string {
  for (let index = 0; ; index += 1) {
    const letters = (index < 26 ? '' : 'a') + String.fromCharCode(97 + (index % 26));
    if (!taken.has(prefix + letters)) return prefix + letters;
  }
}

function copyOf(template: Pod, name: string, nodeName: string | undefined): Pod {
  const { [POD_IP_ANNOTATION]: _ip, ...annotations } = template.metadata.annotations ?? {};
  return {
    ...template,
    metadata: { ...template.metadata, name, annotations },
    spec: { ...template.spec, nodeName },
    status: undefined,
  };
}
