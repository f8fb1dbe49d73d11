import {
  ClusterSnapshot,
  CustomRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { matchesSelector } from '../shared/selector';
import { array, object } from '../shared/values';
import { meshConfigs } from './meshConfig';
import { REVISION } from './names';

/*
 * What a control plane does not see, though it is there.
 */

/**
 * Why istiod passes over what is in a namespace; undefined: it reads it, or that is not known. A
 * selector that is not valid switches all of them off.
 *
 * istio: pkg/kube/namespace/filter.go discoveryNamespacesFilter
 */
export function undiscovered(
  snapshot: ClusterSnapshot,
): (namespace: string, revision: string | null) => string | undefined {
  const configOf = meshConfigs(snapshot);
  const labels = new Map(snapshot.namespaces.map(n => [n.name, n.labels]));
  return (namespace, revision) => {
    const config = configOf(revision);
    const own = labels.get(namespace);
    if ('unknown' in config || !own) return undefined;
    const selectors = array(config.values.discoverySelectors).map(object);
    if (selectors.length === 0) return undefined;
    const matches = selectors.map(selector => matchesSelector(selector, own));
    return matches.includes(undefined) || matches.includes(true)
      ? undefined
      : `discoverySelectors of ${config.source} leave ${namespace} out: istiod reads no policy there`;
  };
}

/**
 * Whether the control plane that a sidecar is of reads an object: its label, where it has one,
 * must be just that revision. Tags do not count.
 *
 * istio: pkg/config/model.go LabelsInRevision
 */
export const inRevision = (
  { labels }: Pick<CustomRecord, 'labels'>,
  revision: string | null | undefined,
): boolean =>
  labels[REVISION] === undefined || !revision || labels[REVISION] === revision;
