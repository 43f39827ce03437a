/** What a command sees when it runs. */
import type { Cluster } from '../kube/types';
import type { KernelPlan } from '../plan';
import type { KernelState } from '../state';
import type { ExitStatus, Task } from '../transport/syscalls';

export interface ToolContext {
  /** argv[0] is the tool's name */
  readonly argv: readonly string[];
  /** namespace that the command runs in: "default/pod-a", "node-1"; kubectl runs on the learner's machine: "workstation" */
  readonly namespace: string;
  readonly plan: KernelPlan;
  readonly cluster: Cluster;
  /** live kernel state at the moment of the call: conntrack, neighbours, route exceptions, sockets */
  readonly state: KernelState;
}

/** A tool is a process: it may use the network (syscalls) or only read state. */
export type Tool = (context: ToolContext) => Task<ExitStatus>;
