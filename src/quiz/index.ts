/** The door of the quiz model: questions, grading, sessions, their short form, and the stream of events. */
export * from './bank';
export * from './codec';
export * from './events';
export * from './grade';
export * from './question';
export { disordered, hash, shuffle } from './random';
export * from './session';
export * from './words';
