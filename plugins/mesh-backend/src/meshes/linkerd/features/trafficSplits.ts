import {
  ClusterSnapshot,
  CustomRecord,
  ServiceRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { isRunning } from '../../shared/containers';
import { at, Feature, off, on } from '../../shared/feature';
import { byNamespace } from '../../shared/records';
import { array, object, shares, text } from '../../shared/values';
import { EXTENSION } from '../names';
import { weightOf } from './serviceProfiles';

/** TrafficSplits by Service. Since 2.12 only the SMI extension reads them. */
export function readTrafficSplits(
  snapshot: ClusterSnapshot,
  splits: CustomRecord[],
): (service: ServiceRecord) => Feature[] {
  const read =
    splits.length > 0 &&
    snapshot.pods.some(
      pod =>
        isRunning(pod) &&
        (pod.labels[EXTENSION] === 'smi' ||
          pod.labels.component === 'smi-adaptor'),
    );
  const index = byNamespace(splits);
  return ({ name, namespace }) =>
    (index.get(namespace) ?? [])
      .filter(({ spec }) => text(spec?.service)?.split('.')[0] === name)
      .map(split => {
        const setBy = at(split, 'spec.backends');
        return read
          ? on(
              'traffic-split',
              `${shares(
                array(split.spec.backends).map(b => ({
                  name: text(object(b).service) ?? 'no backend',
                  weight: weightOf(object(b).weight),
                })),
              )}`,
              setBy,
            )
          : off(
              'traffic-split',
              'A TrafficSplit is read by the SMI extension only, of which no pod runs',
              setBy,
            );
      });
}
