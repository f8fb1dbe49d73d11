import {
  MeshFeature,
  MeshFeatureName,
} from '@meshboard/backstage-plugin-mesh-common';
import { CustomRecord } from '@meshboard/backstage-plugin-mesh-node';

/** A feature of one workload. */
export type Feature = Omit<MeshFeature, 'workloads'>;

export const on = (
  feature: MeshFeatureName,
  detail: string,
  setBy: string | null,
): Feature => ({ feature, state: 'on', detail, setBy });

export const off = (
  feature: MeshFeatureName,
  detail: string,
  setBy: string | null = null,
): Feature => ({ feature, state: 'off', detail, setBy });

export const unknown = (
  feature: MeshFeatureName,
  detail: string,
  setBy: string | null = null,
): Feature => ({ feature, state: 'unknown', detail, setBy });

/** `VirtualService shop/cart spec.http[0].timeout` */
export const at = (object: CustomRecord, path: string): string =>
  `${object.kind} ${object.namespace}/${object.name} ${path}`;

/** What objects may set; what it means that none does, and what could not be read. */
export interface Source {
  feature: MeshFeatureName;
  /** In words, where nothing sets it. */
  otherwise: string;
  /** Why an object that sets it may have been missed. */
  blind: string[];
}

/** Adds, for every feature of which nothing was found, that it is off or not known. */
export function settle(found: Feature[], sources: Source[]): Feature[] {
  const distinct = new Map(found.map(f => [JSON.stringify(f), f]));
  const said = new Set(found.map(f => f.feature));
  return [
    ...distinct.values(),
    ...sources
      .filter(({ feature }) => !said.has(feature))
      .map(({ feature, otherwise, blind }) =>
        blind.length > 0
          ? unknown(feature, `${blind.join('; ')}`)
          : off(feature, otherwise),
      ),
  ];
}
