import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import { at, Feature, off, on, unknown } from '../../shared/feature';
import { array, number, object, text } from '../../shared/values';
import { servesInbound } from './accessLogs';
import { namesOf, traceProviders } from './providers';

const share = (percentage: number | undefined): string =>
  percentage === undefined
    ? "The mesh's default share of requests"
    : `${percentage} % of requests`;

/** The proxy that reports spans. */
export interface TracingProxy {
  /** Its own configuration, from its pod. */
  config?: unknown;
  /** null: not told. */
  version: string | null;
}

/** Where proxies sent spans by default until 1.22, there or not. */
const OLD_DEFAULT = 'zipkin.istio-system:9411';

const hasOldDefault = (version: string | null): boolean => {
  const minor = version?.match(/^1\.(\d+)\b/)?.[1];
  return minor !== undefined && Number(minor) < 22;
};

/** Without Telemetry: the proxy's own configuration (istio: pilot/pkg/networking/core configureTracing). */
function legacyTracing(
  mesh: Record<string, any>,
  meshConfig: string,
  proxy: TracingProxy,
): Feature[] {
  const feature = 'tracing';
  const own = object(object(proxy.config).tracing);
  const ofMesh = object(object(mesh.defaultConfig).tracing);
  const config = { ...ofMesh, ...own };
  const setBy =
    Object.keys(own).length > 0
      ? 'annotation proxy.istio.io/config tracing'
      : `${meshConfig} defaultConfig.tracing`;
  if (mesh.enableTracing === false) {
    return [off(feature, 'Turned off', `${meshConfig} enableTracing`)];
  }
  const kind = [
    'zipkin',
    'lightstep',
    'datadog',
    'stackdriver',
    'openCensusAgent',
  ]
    .filter(k => config[k] !== undefined)
    .shift();
  if (!kind) {
    return hasOldDefault(proxy.version)
      ? [
          unknown(
            feature,
            `Proxies of ${proxy.version} send to ${OLD_DEFAULT} by default; whether something takes it there is not seen`,
          ),
        ]
      : [];
  }
  return [
    on(
      feature,
      `${share(number(config.sampling))} traced to ${
        text(object(config[kind]).address) ?? kind
      }`,
      setBy,
    ),
  ];
}

/**
 * Whether a proxy reports spans of what comes in (istio: pilot/pkg/model Telemetries.Tracing).
 */
export function tracing(
  telemetries: CustomRecord[],
  mesh: Record<string, any>,
  meshConfig: string,
  proxy: TracingProxy,
): Feature[] {
  const feature = 'tracing';
  const providers = traceProviders(mesh);
  const [byDefault] = array(object(mesh.defaultProviders).tracing).flatMap(
    name => text(name) ?? [],
  );
  const setting = telemetries.filter(t => array(t.spec?.tracing).length > 0);
  if (setting.length === 0 && byDefault === undefined) {
    return legacyTracing(mesh, meshConfig, proxy);
  }
  let provider = byDefault;
  let disabled: unknown = false;
  let percentage: number | undefined;
  let setBy = `${meshConfig} defaultProviders.tracing`;
  const sections = setting.flatMap(telemetry =>
    array(telemetry.spec.tracing).map((section, i) => ({
      config: object(section),
      place: at(telemetry, `spec.tracing[${i}]`),
    })),
  );
  for (const { config, place } of sections) {
    if (!servesInbound(config.match)) continue;
    setBy = place;
    provider = namesOf(config.providers)[0] ?? provider;
    disabled = config.disableSpanReporting ?? disabled;
    percentage = number(config.randomSamplingPercentage) ?? percentage;
  }
  if (disabled === true) return [off(feature, 'Turned off', setBy)];
  if (provider === undefined) {
    return [
      off(
        feature,
        'No provider is named, and the mesh has no default provider',
        setBy,
      ),
    ];
  }
  const target = providers(provider);
  if (target === null) {
    return [
      off(
        feature,
        `${provider} is named as the provider, and the mesh configuration defines no such tracing provider`,
        setBy,
      ),
    ];
  }
  if (percentage === 0) {
    return [off(feature, `0 % of requests traced ${target}`, setBy)];
  }
  return [
    on(
      feature,
      `${share(percentage)} traced ${target} (provider ${provider})`,
      setBy,
    ),
  ];
}
