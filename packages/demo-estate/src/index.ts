/**
 * A made-up company on loopback: speaks the Kubernetes API and the Prometheus HTTP API.
 *
 * @packageDocumentation
 */
export { createDemoEstate, startDemoEstate } from './server';
export type {
  DemoEstate,
  DemoEstateModel,
  DemoEstateModelOptions,
  DemoEstateOptions,
} from './server';
export { TOKEN as DEMO_TOKEN } from './app';
export type { CatalogEntity } from './model/catalog';
export type { LoadOptions } from './model/load';
export { EXPECTED } from './model/company/expected';
export type { Expected } from './model/company/expected';
export { exportOpenMetrics, openMetrics } from './prometheus';
export type { ModelSeries, SeriesSource } from './series';
export * from './testing';
