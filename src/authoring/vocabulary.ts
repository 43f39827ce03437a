/** The closed list of components that lessons may use, with the props each must have. */
export const VOCABULARY: Readonly<Record<string, readonly string[]>> = {
  Lead: [],
  Outcomes: [],
  Term: ['id'],
  Scene: ['name', 'title', 'takeaway', 'simplified'],
  Terminal: ['at', 'run'],
  Manifest: ['cluster', 'kind', 'name'],
  Compare: [],
  Pitfall: ['title'],
  WarStory: ['title'],
  Deep: ['title'],
  Recap: [],
  Since: ['version'],
  Num: ['of'],
  Addr: [],
  Illustrative: ['by'],
  Predict: ['question'],
  Option: ['why'],
  Quiz: [],
};

export const SCENES: readonly string[] = [
  'three-networks',
  'osi-map',
  'walk-same-node',
  'walk-cross-node',
  'vxlan-vs-bgp',
  'service-rules',
  'clusterip-trace',
  'troubleshoot',
  'lab',
];
