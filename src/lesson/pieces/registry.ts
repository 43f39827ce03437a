/** The pictures of the lesson by name; each is loaded on its own. */
export const pieces = {
  'three-networks': () => import('./three-networks/Piece'),
  'osi-map': () => import('./osi-map/Piece'),
  'walk-same-node': () => import('./walk/SameNode'),
  'walk-cross-node': () => import('./walk/CrossNode'),
  'vxlan-vs-bgp': () => import('./vxlan-vs-bgp/Piece'),
  'service-rules': () => import('./service-rules/Piece'),
  'clusterip-trace': () => import('./clusterip-trace/Piece'),
  lab: () => import('./lab/Piece'),
  troubleshoot: () => import('./troubleshoot/Piece'),
} as const;
