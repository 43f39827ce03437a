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
