import { VersionSkew } from '@meshboard/backstage-plugin-mesh-common';

/**
 * A release: `2.<major>.<minor>` of stable ones and of the vendors', a date of edge ones.
 *
 * linkerd/website: content/releases/_index.md
 */
type Release =
  | { line: 'numbered'; major: number; minor: number }
  | { line: 'edge'; date: [year: number, month: number, count: number] };

function releaseOf(version: string): Release | undefined {
  const edge = /^edge-(\d+)\.(\d+)\.(\d+)/.exec(version);
  if (edge) {
    const [year, month, count] = edge.slice(1).map(Number);
    return { line: 'edge', date: [year, month, count] };
  }
  const numbered =
    /^(?:(?:stable|version|enterprise|preview)-)?v?2\.(\d+)(?:\.(\d+))?/.exec(
      version,
    );
  return numbered
    ? {
        line: 'numbered',
        major: Number(numbered[1]),
        minor: Number(numbered[2] ?? 0),
      }
    : undefined;
}

const compareDates = (a: number[], b: number[]): number => {
  const at = a.findIndex((part, i) => part !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
};

const unknown = (message: string): VersionSkew => ({
  state: 'unknown',
  message,
});

/**
 * A data plane one major version behind is supported, whatever the minor ones; more is not. Upgrades
 * begin with the control plane, so nothing is promised to a newer data plane.
 *
 * linkerd/website: content/2-edge/tasks/upgrade.md, data plane vs control plane version skew
 */
function compare(proxy: string, controlPlane: string): VersionSkew {
  if (proxy === controlPlane) {
    return { state: 'same', message: 'As its control plane.' };
  }
  const [a, b] = [releaseOf(proxy), releaseOf(controlPlane)];
  const its = `its control plane, which is ${controlPlane}`;
  const ahead: VersionSkew = {
    state: 'ahead',
    message: `Newer than ${its}: that is not supported.`,
  };
  if (a?.line === 'edge' && b?.line === 'edge') {
    return compareDates(a.date, b.date) > 0
      ? ahead
      : unknown(
          `Older than ${its}. Numbers of edge releases promise nothing: their release notes tell whether both go together.`,
        );
  }
  if (a?.line !== 'numbered' || b?.line !== 'numbered') {
    return unknown(`How it stands to ${its}, cannot be told from the names.`);
  }
  const behind = b.major - a.major;
  if (behind < 0 || (behind === 0 && a.minor > b.minor)) return ahead;
  if (behind > 1) {
    return {
      state: 'unsupported',
      message: `${behind} major versions behind ${its}: one is supported.`,
    };
  }
  return {
    state: 'supported',
    message:
      behind === 1
        ? `One major version behind ${its}: that is supported.`
        : `Of the same major version as ${its}.`,
  };
}

/** How a proxy stands to the control plane, in Linkerd's own terms. */
export function skewOf(
  proxy: string | null,
  controlPlanes: string[],
): { controlPlane: string | null; skew: VersionSkew } {
  const [controlPlane, ...others] = controlPlanes;
  if (!controlPlane) {
    return {
      controlPlane: null,
      skew: unknown('The version of its control plane is not known.'),
    };
  }
  if (others.length > 0) {
    return {
      controlPlane: null,
      skew: unknown(
        `Its control plane runs several versions: ${controlPlanes.join(', ')}.`,
      ),
    };
  }
  return {
    controlPlane,
    skew:
      proxy === null
        ? unknown('Its version is not known.')
        : compare(proxy, controlPlane),
  };
}
