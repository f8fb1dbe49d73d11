import { array, object, text } from '../../shared/values';

/** Providers that are there without being configured (istio: pkg/config/mesh DefaultMeshConfig). */
const BUILT_IN: Record<string, any>[] = [
  { name: 'prometheus', prometheus: {} },
  { name: 'stackdriver', stackdriver: {} },
  { name: 'envoy', envoyFileAccessLog: { path: '/dev/stdout' } },
];

const LOGGING: Record<string, (config: any) => string> = {
  envoyFileAccessLog: c => `to ${text(c?.path) ?? '/dev/stdout'}`,
  envoyHttpAls: c => `to ${text(c?.service) ?? 'a gRPC service'}`,
  envoyTcpAls: c => `to ${text(c?.service) ?? 'a gRPC service'}`,
  envoyOtelAls: c => `to ${text(c?.service) ?? 'OpenTelemetry'}`,
  stackdriver: () => 'to Google Cloud Logging',
};

const TRACING: Record<string, (config: any) => string> = {
  zipkin: c => `to ${text(c?.service) ?? 'Zipkin'}`,
  opentelemetry: c => `to ${text(c?.service) ?? 'OpenTelemetry'}`,
  lightstep: c => `to ${text(c?.service) ?? 'Lightstep'}`,
  datadog: c => `to ${text(c?.service) ?? 'Datadog'}`,
  skywalking: c => `to ${text(c?.service) ?? 'SkyWalking'}`,
  opencensus: c => `to ${text(c?.service) ?? 'OpenCensus'}`,
  stackdriver: () => 'to Google Cloud Trace',
};

/** Where a named provider sends; null where none of that name does this. */
export type Providers = (name: string) => string | null;

const providersOf = (
  mesh: Record<string, any>,
  kinds: Record<string, (config: any) => string>,
): Providers => {
  // One of the mesh's own configuration takes the place of a built-in one.
  const all = [...array(mesh.extensionProviders), ...BUILT_IN].map(object);
  return name => {
    const found = all.find(
      p => text(p.name)?.toLowerCase() === name.toLowerCase(),
    );
    const kind = Object.keys(kinds).find(k => found?.[k] !== undefined);
    return kind ? kinds[kind](found![kind]) : null;
  };
};

export const logProviders = (mesh: Record<string, any>) =>
  providersOf(mesh, LOGGING);

export const traceProviders = (mesh: Record<string, any>) =>
  providersOf(mesh, TRACING);

/** Names in a list of `{ name }`. */
export const namesOf = (providers: unknown): string[] =>
  array(providers).flatMap(p => text(object(p).name) ?? []);
