import { VersionSkew } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  MeshInCluster,
} from '@meshboard/backstage-plugin-mesh-node';
import { imageTag } from '../shared/containers';
import { istiodPods } from './installation';
import { REVISION, TAG } from './names';

/** Image kinds are told in the tag; they are of the same version. */
const plain = (tag: string) => tag.replace(/-(distroless|debug)$/, '');

function minorOf(tag: string): { major: number; minor: number } | undefined {
  const found = /^v?(\d+)\.(\d+)(?=[.-]|$)/.exec(tag);
  return found
    ? { major: Number(found[1]), minor: Number(found[2]) }
    : undefined;
}

const unknown = (message: string): VersionSkew => ({
  state: 'unknown',
  message,
});

/**
 * The control plane may be one minor version ahead of the data plane, and the data plane never ahead
 * of it. Patches of one minor version go together.
 *
 * istio.io: content/en/docs/releases/supported-releases, control plane/data plane skew
 */
function compare(proxy: string, controlPlane: string): VersionSkew {
  if (plain(proxy) === plain(controlPlane)) {
    return { state: 'same', message: `As its control plane: ${proxy}.` };
  }
  const [a, b] = [minorOf(proxy), minorOf(controlPlane)];
  const both = `${proxy} under a control plane of ${controlPlane}`;
  if (!a || !b || a.major !== b.major) {
    return unknown(`${both}: how these stand to each other is not known.`);
  }
  const behind = b.minor - a.minor;
  if (behind < 0) {
    return {
      state: 'ahead',
      message: `${both}: the data plane is newer, which is not supported.`,
    };
  }
  return behind > 1
    ? {
        state: 'unsupported',
        message: `${both}: ${behind} minor versions behind, and one is supported.`,
      }
    : {
        state: 'supported',
        message: `${both}: ${
          behind === 1
            ? 'one minor version behind'
            : 'of the same minor version'
        }, which is supported.`,
      };
}

/** How proxies stand to the control plane of their revision, where a tag stands for one. */
export function skewReader(
  snapshot: ClusterSnapshot,
): NonNullable<MeshInCluster['skew']> {
  const versions = new Map<string, Set<string>>();
  for (const pod of istiodPods(snapshot)) {
    const image = pod.containers.find(c => c.name === 'discovery')?.image;
    const tag = imageTag(image ?? '');
    const revision = pod.labels[REVISION] || 'default';
    const known = versions.get(revision) ?? new Set();
    if (tag) known.add(tag);
    versions.set(revision, known);
  }
  const tags = new Map<string, string>();
  for (const { labels } of snapshot.webhooks) {
    if (labels[TAG] && labels[REVISION])
      tags.set(labels[TAG], labels[REVISION]);
  }
  const of = (revision: string | null): string[] => {
    const found =
      versions.get(revision ?? 'default') ??
      versions.get(tags.get(revision ?? 'default') ?? '');
    if (found) return [...found].sort();
    // Nobody says which one serves it, and there is only one.
    return revision === null && versions.size === 1
      ? [...[...versions.values()][0]].sort()
      : [];
  };
  return ({ version, revision }) => {
    const [controlPlane, ...others] = of(revision);
    if (!controlPlane) {
      return {
        controlPlane: null,
        skew: unknown(
          revision && versions.size > 0
            ? `No control plane of revision ${revision} was seen.`
            : 'The version of its control plane is not known.',
        ),
      };
    }
    if (others.length > 0) {
      return {
        controlPlane: null,
        skew: unknown(
          `Its control plane runs several versions: ${[
            controlPlane,
            ...others,
          ].join(', ')}.`,
        ),
      };
    }
    return {
      controlPlane,
      skew:
        version === null
          ? unknown('Its version is not known.')
          : compare(version, controlPlane),
    };
  };
}
