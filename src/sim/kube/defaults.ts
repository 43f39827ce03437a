/**
 * Values that the API server fills in where a manifest says nothing.
 * Source: Kubernetes pkg/apis/core/v1/defaults.go, pkg/apis/networking/v1/defaults.go.
 */

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** The object as the API server would store it. */
export function withDefaults(kind: string, object: Fields): Fields {
  switch (kind) {
    case 'Service':
      return isFields(object.spec) ? { ...object, spec: serviceSpec(object.spec) } : object;
    case 'EndpointSlice':
      return endpointSlice(object);
    case 'NetworkPolicy':
      return isFields(object.spec) ? { ...object, spec: policySpec(object.spec) } : object;
    case 'Namespace':
      return namespaceLabels(object);
    default:
      return object;
  }
}

function serviceSpec(spec: Fields): Fields {
  const ports = listOf(spec.ports).map((port) => ({
    ...port,
    protocol: port.protocol ?? 'TCP',
    targetPort: port.targetPort ?? port.port,
  }));
  return { type: 'ClusterIP', ...spec, ...(spec.ports === undefined ? {} : { ports }) };
}

function endpointSlice(object: Fields): Fields {
  const endpoints = listOf(object.endpoints).map((endpoint) => {
    const given = isFields(endpoint.conditions) ? endpoint.conditions : {};
    const ready = given.ready ?? true;
    const conditions = {
      ready,
      serving: given.serving ?? ready,
      terminating: given.terminating ?? false,
    };
    return { ...endpoint, conditions };
  });
  const ports = listOf(object.ports).map((port) => ({
    ...port,
    protocol: port.protocol ?? 'TCP',
    port: port.port ?? null,
  }));
  return { ...object, endpoints, ports };
}

function policySpec(spec: Fields): Fields {
  const hasEgressRule = listOf(spec.egress).length > 0;
  const policyTypes = spec.policyTypes ?? ['Ingress', ...(hasEgressRule ? ['Egress'] : [])];
  return { ...spec, policyTypes };
}

/** Every namespace carries its own name as a label since v1.22, so that policies can select it. */
function namespaceLabels(object: Fields): Fields {
  if (!isFields(object.metadata)) return object;
  const given = isFields(object.metadata.labels) ? object.metadata.labels : {};
  const labels = { ...given, 'kubernetes.io/metadata.name': object.metadata.name };
  return { ...object, metadata: { ...object.metadata, labels } };
}
