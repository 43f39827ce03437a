/** The only public door of the simulator. Types first, then what builds and runs a world. */
export type * from './origin';
export type * from './plan';
export type * from './result';
export type * from './state';
export type * from './trace/types';
export type * from './wire/types';
export type * from './world';
export type * from './filter/types';
export type * from './kube/types';
export type { OutputLine } from './transport/syscalls';
export { DEFAULT_OPTIONS } from './world';
export type { Check, Target } from './diagnose/checks';
export { CHECKS, TICKET } from './diagnose/checks';
export type { Candidate, Observation } from './diagnose/possible';
export { observe, possibleAnswers } from './diagnose/possible';
export type { AnswerTable, Seen } from './diagnose/answers';
export { likelihood, remainingIncidents, ruledOutBy, tellsApart } from './diagnose/answers';
export { type Change, changedEvidence, changedObjects } from './diagnose/change';
export type { DiffLine } from './diagnose/diff';
export type { Incident, IncidentId } from './diagnose/incident';
export {
  brokenCluster,
  caseOf,
  dealt,
  fixedCluster,
  HEALTHY,
  INCIDENT_IDS,
  incident,
} from './diagnose/incident';
export { type Signature, signatureKey, signatureOf } from './diagnose/signature';
export { buildWorld } from './cluster';
export { clientNameOf, FAULT_IDS, FAULTS, repaired } from './fault/registry';
export type { Fault } from './fault/types';
export { run } from './simulation';
export { traceToJson } from './trace/json';
export { traceToPcapng } from './trace/pcap';
export { conntrackAt, firstExchange, hopsOf, mainConversation, packetById } from './trace/select';
export { formatTrace } from './trace/text';
export { decodeFrame, encode, frameLength, ipv4Length } from './wire/frame';
export { diffFields } from './wire/dissect-diff';
export { dissect, type DissectedLayer, type Dissection, type Field } from './wire/dissect';
export { scaleEndpoints, setReadinessProbe } from './kube/edits';
export { drawEndpoints } from './draws';
export { type NamespaceText, netnsWithPrefix, planText, type SysctlText } from './plan-text';
