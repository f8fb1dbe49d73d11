export type { Answer, AnsweredRow } from './compare';
export { hasRealPrometheus, startRealPrometheus } from './realPrometheus';
export type { RealPrometheus } from './realPrometheus';
export { startSideBySide } from './sideBySide';
export type { SideBySide } from './sideBySide';
