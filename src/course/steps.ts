/** Slugs of sections are a public contract: links in other people's courses name them. */

/** Every section that a link may have named, in the order in which they were published; none is ever taken out. */
export const PUBLISHED_STEPS: readonly string[] = [
  'three-networks',
  'osi-map',
  'cni',
  'same-node',
  'cross-node',
  'mtu',
  'kube-proxy',
  'networkpolicy',
  'ingress',
  'gateway',
  'mesh',
  'clusterip',
  'troubleshooting',
  'lab',
  'recap',
  'mistakes',
  'changed',
  'quiz',
];

/** A section that is renamed or taken out leads here to the one that took its place. */
export const MOVED_STEPS: ReadonlyMap<string, string> = new Map([]);

export const currentStep = (
  step: string,
  moved: ReadonlyMap<string, string> = MOVED_STEPS,
): string => moved.get(step) ?? step;
