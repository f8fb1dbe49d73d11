import { PodRecord } from '@meshboard/backstage-plugin-mesh-node';
import { runningContainer } from '../../shared/containers';
import { Feature, off, on, unknown } from '../../shared/feature';
import { PROXY } from '../names';

const ACCESS_LOG = 'config.linkerd.io/access-log';
const COLLECTOR = 'config.linkerd.io/trace-collector';

interface Setting {
  feature: string;
  annotation: string;
  variable: string;
  says(value: string): string;
  otherwise: string;
}

const SETTINGS: Setting[] = [
  {
    feature: 'access-logs',
    annotation: ACCESS_LOG,
    variable: 'LINKERD2_PROXY_ACCESS_LOG',
    says: format => `Every request is logged in the format ${format}`,
    otherwise: 'The proxy was started without an access log',
  },
  {
    feature: 'tracing',
    annotation: COLLECTOR,
    variable: 'LINKERD2_PROXY_TRACE_COLLECTOR_SVC_ADDR',
    says: collector => `Spans are sent to ${collector}`,
    otherwise: 'The proxy was started without a trace collector',
  },
];

/**
 * What a proxy was started with. Its environment tells, as the injector wrote it; so does the pod's
 * annotation that made it. An annotation on the namespace since then changes nothing.
 */
export function proxyFeatures(pod: PodRecord): Feature[] {
  const env = runningContainer(pod, name => name === PROXY)?.env;
  return SETTINGS.map(({ feature, annotation, variable, says, otherwise }) => {
    const own = pod.annotations[annotation];
    if (own) return on(feature, says(own), `annotation ${annotation}`);
    const value = env?.[variable];
    if (value) return on(feature, says(value), `${PROXY} env ${variable}`);
    return env
      ? off(feature, otherwise)
      : unknown(feature, "The proxy's environment could not be seen.");
  });
}
