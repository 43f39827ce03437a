/** The smallest cluster that still disagrees: one thing after the other is taken out, and what is not needed stays out. */
import type { Recipe } from './random-cluster';

const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, at) => at !== index);

/** Recipes that are one step smaller, the greatest steps first. `needed`: ids of the probes that disagree. */
export function* smaller(recipe: Recipe, needed: readonly string[]): Generator<Recipe> {
  const probes = recipe.probes.filter((probe) => needed.slice(0, 1).includes(probe.id));
  if (probes.length < recipe.probes.length) yield { ...recipe, probes };
  if (recipe.fault) yield { ...recipe, fault: undefined };
  const services = usedServices(recipe);
  if (services.length < recipe.services.length) yield { ...recipe, services };
  if (recipe.rules.length > 1) yield { ...recipe, rules: [] };
  const pods = usedPods(recipe);
  if (pods.length < recipe.pods.length) yield withPods(recipe, pods);
  for (const pod of recipe.pods.filter(({ isBackend }) => isBackend))
    if (!recipe.probes.some((probe) => mentionsPod(probe, pod)))
      yield withPods(recipe, without(recipe.pods, recipe.pods.indexOf(pod)));
  for (const index of recipe.rules.keys()) yield { ...recipe, rules: without(recipe.rules, index) };
  for (const index of recipe.services.keys())
    yield { ...recipe, services: without(recipe.services, index) };
  for (const [index, { endpoints }] of recipe.services.entries()) {
    for (const at of endpoints.keys()) {
      const services = recipe.services.map((service, place) =>
        place === index ? { ...service, endpoints: without(endpoints, at) } : service,
      );
      yield { ...recipe, services };
    }
  }
  for (const node of recipe.nodes) {
    const isUsed =
      recipe.pods.some((pod) => pod.node === node.name) ||
      recipe.probes.some((probe) => mentions(probe, node.name) || mentions(probe, node.address));
    if (!isUsed && recipe.nodes.length > 1)
      yield { ...recipe, nodes: recipe.nodes.filter((other) => other !== node) };
  }
}

const mentions = (probe: Recipe['probes'][number], text: string): boolean =>
  probe.from === text ||
  (probe.kind === 'command' ? probe.words.includes(text) : probe.to === text);

const mentionsPod = (probe: Recipe['probes'][number], pod: Recipe['pods'][number]): boolean =>
  mentions(probe, pod.address) || probe.from === `default/${pod.name}`;

const usedServices = ({ services, probes }: Recipe) =>
  services.filter((service) =>
    probes.some(
      (probe) =>
        mentions(probe, service.clusterIP) ||
        (probe.kind !== 'command' && probe.port === service.nodePort),
    ),
  );

/** Pods that a probe names, backends, and the first endpoint of each Service. */
const usedPods = ({ pods, probes, services }: Recipe) =>
  pods.filter(
    (pod) =>
      pod.isBackend ||
      probes.some((probe) => mentionsPod(probe, pod)) ||
      services.some((service) => service.endpoints[0] === pod.name),
  );

function withPods(recipe: Recipe, pods: Recipe['pods']): Recipe {
  const names = pods.map((pod) => pod.name);
  const services = recipe.services.map((service) => ({
    ...service,
    endpoints: service.endpoints.filter((pod) => names.includes(pod)),
  }));
  return { ...recipe, pods, services };
}
