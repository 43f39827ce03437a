import { Walk } from './Walk';

const CHOICES = [
  { cni: 'flannel', label: 'bridge cni0 (Flannel)' },
  { cni: 'calico', label: 'routed veths (Calico)' },
] as const;

/** pod-a to pod-b: both on node-1. */
export function Piece({ id }: { readonly id: string }) {
  return <Walk id={id} to="10.244.0.8" choices={CHOICES} />;
}
