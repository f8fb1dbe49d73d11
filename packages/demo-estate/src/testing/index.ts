export { hasRealPrometheus, startRealPrometheus } from './realPrometheus';
export type { RealPrometheus } from './realPrometheus';
