import { Walk } from './Walk';

const CHOICES = [
  { cni: 'flannel', label: 'VXLAN (Flannel)' },
  { cni: 'calico-vxlan', label: 'VXLAN (Calico)' },
  { cni: 'calico', label: 'plain routes from BGP (Calico)' },
] as const;

/** pod-a on node-1 to pod-c on node-2. */
export function Piece({ id }: { readonly id: string }) {
  return <Walk id={id} to="10.244.1.8" choices={CHOICES} />;
}
