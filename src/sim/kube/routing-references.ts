/**
 * Services that Ingress and HTTPRoute objects point to. The API accepts a reference that leads nowhere; the controller
 * then answers 503 or 500, so it is a warning.
 */
import type { Problem } from '../result';
import { describe, keyOf, problemAt } from './object-ref';
import { suggestion } from './suggest';
import type { OpaqueObject, Service } from './types';

interface Reference {
  readonly path: string;
  readonly namespace: string;
  readonly name: string;
  /** number or name, as far as given */
  readonly port?: number | string;
}

type Fields = Readonly<Record<string, unknown>>;

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Fields)[key] : undefined;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const port = (value: unknown): number | string | undefined =>
  typeof value === 'number' || typeof value === 'string' ? value : undefined;

export function danglingRoutes(
  objects: readonly OpaqueObject[],
  services: readonly Service[],
): Problem[] {
  return objects.flatMap((object) =>
    referencesOf(object).flatMap((reference) => danglingRoute(object, reference, services)),
  );
}

function referencesOf(object: OpaqueObject): Reference[] {
  if (object.kind === 'Ingress') return ingressReferences(object);
  if (object.kind === 'HTTPRoute') return routeReferences(object);
  return [];
}

function ingressReferences(object: OpaqueObject): Reference[] {
  const namespace = object.metadata.namespace ?? 'default';
  const reference = (backend: unknown, path: string): Reference[] => {
    const service = at(backend, 'service');
    const name = at(service, 'name');
    const number = at(service, 'port');
    if (typeof name !== 'string') return [];
    return [
      {
        path: `${path}.service.name`,
        namespace,
        name,
        port: port(at(number, 'number') ?? at(number, 'name')),
      },
    ];
  };
  const paths = list(at(object.spec, 'rules')).flatMap((rule, ruleIndex) =>
    list(at(at(rule, 'http'), 'paths')).flatMap((item, index) =>
      reference(at(item, 'backend'), `spec.rules[${ruleIndex}].http.paths[${index}].backend`),
    ),
  );
  return [...reference(at(object.spec, 'defaultBackend'), 'spec.defaultBackend'), ...paths];
}

function routeReferences(object: OpaqueObject): Reference[] {
  return list(at(object.spec, 'rules')).flatMap((rule, ruleIndex) =>
    list(at(rule, 'backendRefs')).flatMap((item, index): Reference[] => {
      const name = at(item, 'name');
      const kind = at(item, 'kind') ?? 'Service';
      const namespace = at(item, 'namespace') ?? object.metadata.namespace ?? 'default';
      if (typeof name !== 'string' || typeof namespace !== 'string' || kind !== 'Service')
        return [];
      const path = `spec.rules[${ruleIndex}].backendRefs[${index}].name`;
      return [{ path, namespace, name, port: port(at(item, 'port')) }];
    }),
  );
}

function danglingRoute(
  object: OpaqueObject,
  reference: Reference,
  services: readonly Service[],
): Problem[] {
  const { namespace, name, path } = reference;
  const local = services.filter((service) => service.metadata.namespace === namespace);
  const service = local.find((candidate) => candidate.metadata.name === name);
  if (!service) {
    const message = `${describe(object)} sends to the Service ${namespace}/${name}, which does not exist`;
    const hint = suggestion(
      name,
      local.map((candidate) => candidate.metadata.name),
      'Services',
    );
    return [
      problemAt(object, path, { code: 'unknown-service', severity: 'warning', message, hint }),
    ];
  }
  const ports = service.spec.ports ?? [];
  const isKnown = ports.some(
    (item) => item.port === reference.port || item.name === reference.port,
  );
  if (reference.port === undefined || isKnown) return [];
  const message = `${describe(object)} sends to port ${reference.port} of Service ${keyOf(service)}, which has no such port`;
  const hint = `Its ports: ${ports.map((item) => item.port).join(', ') || 'none'}.`;
  return [
    problemAt(object, path, { code: 'unknown-service-port', severity: 'warning', message, hint }),
  ];
}
