/**
 * A made-up company on loopback: speaks the Kubernetes API and the Prometheus HTTP API.
 *
 * @packageDocumentation
 */
export { startDemoEstate } from './server';
export type { DemoEstate, DemoEstateOptions } from './server';
export type { LoadOptions } from './model/load';
export { DEMO_STATES } from './model/company/states';
export { createDemoSource } from './source';
export { hasRealPrometheus, startSideBySide } from './testing';
export type { SideBySide } from './testing';
export type { ModelSeries, SeriesSource } from './series';
