import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';
import { at, Feature, off, on } from '../../shared/feature';
import { array, list, object, text } from '../../shared/values';
import { logProviders, namesOf } from './providers';

/** Whether a section is about requests that come in. */
export const servesInbound = (match: unknown): boolean => {
  const { mode } = object(match);
  return (
    mode === undefined || mode === 'CLIENT_AND_SERVER' || mode === 'SERVER'
  );
};

interface Logged {
  disabled: boolean;
  filter?: string;
  setBy: string;
}

/** istio: pilot/pkg/model mergeLogs, for a listener that serves */
function mergeLogs(
  telemetries: CustomRecord[],
  defaults: string[],
): Map<string, Logged> {
  let scope = defaults;
  const filters = new Map<string, string | undefined>();
  for (const { spec } of telemetries) {
    const named = array(spec.accessLogging)
      .map(object)
      .filter(({ match }) => servesInbound(match));
    for (const { providers, filter } of named) {
      for (const name of namesOf(providers)) {
        filters.set(name, text(object(filter).expression));
      }
    }
    const names = named.flatMap(({ providers }) => namesOf(providers));
    if (names.length > 0) scope = names;
  }
  const logged = new Map<string, Logged>();
  let parent = defaults;
  const sections = telemetries.flatMap(telemetry =>
    array(telemetry.spec.accessLogging).map((section, i) => ({
      ...object(section),
      setBy: at(telemetry, `spec.accessLogging[${i}]`),
    })),
  ) as {
    providers?: unknown;
    match?: unknown;
    disabled?: unknown;
    setBy: string;
  }[];
  for (const { providers, match, disabled, setBy } of sections) {
    const own = namesOf(providers);
    if (own.length > 0) parent = own;
    for (const name of parent) {
      if (!scope.includes(name) || !servesInbound(match)) continue;
      logged.set(name, {
        disabled: disabled === true,
        filter: filters.get(name),
        setBy,
      });
    }
  }
  return logged;
}

/**
 * Whether a proxy logs what comes in: by Telemetry, else by the default providers, else by the
 * mesh's log file (istio: pilot/pkg/model Telemetries.AccessLogging).
 */
export function accessLogs(
  telemetries: CustomRecord[],
  mesh: Record<string, any>,
  meshConfig: string,
): Feature[] {
  const feature = 'access-logs';
  const providers = logProviders(mesh);
  const defaults = array(object(mesh.defaultProviders).accessLogging).flatMap(
    name => text(name) ?? [],
  );
  const setting = telemetries.filter(
    t => array(t.spec?.accessLogging).length > 0,
  );
  if (setting.length > 0) {
    const logged = [...mergeLogs(setting, defaults).entries()];
    const last = at(setting[setting.length - 1], 'spec.accessLogging');
    const active = logged.filter(
      ([name, { disabled }]) => !disabled && providers(name) !== null,
    );
    if (active.length > 0) {
      return active.map(([name, { filter, setBy }]) =>
        on(
          feature,
          filter
            ? `Requests are logged ${providers(
                name,
              )} where ${filter} (provider ${name})`
            : `Every request is logged ${providers(name)} (provider ${name})`,
          setBy,
        ),
      );
    }
    const undefinedOnes = logged
      .filter(([name, { disabled }]) => !disabled && providers(name) === null)
      .map(([name]) => name);
    if (undefinedOnes.length > 0) {
      return [
        off(
          feature,
          `${list(
            undefinedOnes,
          )} is named as the provider, and the mesh configuration defines no such access log provider`,
          last,
        ),
      ];
    }
    return [
      logged.length > 0
        ? off(feature, 'Turned off', logged[logged.length - 1][1].setBy)
        : off(
            feature,
            'No provider is named, and the mesh has no default provider',
            last,
          ),
    ];
  }
  if (defaults.length > 0) {
    const setBy = `${meshConfig} defaultProviders.accessLogging`;
    const active = defaults.filter(name => providers(name) !== null);
    return active.length > 0
      ? active.map(name =>
          on(
            feature,
            `Every request is logged ${providers(name)} (provider ${name})`,
            setBy,
          ),
        )
      : [off(feature, `No provider is named ${list(defaults)}`, setBy)];
  }
  const file = text(mesh.accessLogFile);
  if (file) {
    return [
      on(
        feature,
        `Every request is logged to ${file}`,
        `${meshConfig} accessLogFile`,
      ),
    ];
  }
  if (mesh.enableEnvoyAccessLogService === true) {
    return [
      on(
        feature,
        "Every request is logged to the mesh's access log service.",
        `${meshConfig} enableEnvoyAccessLogService`,
      ),
    ];
  }
  return [];
}
