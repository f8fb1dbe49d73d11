/*
 * What a command of a fix changes. Commands are this plugin's own words, written in
 * meshes/shared/fixes.ts and beside the reasons of each mesh.
 */

/** A namespace, or one workload in it. */
export interface FixTarget {
  namespace: string;
  /** Lower case; together with `name`: one workload. */
  kind?: string;
  name?: string;
  /** The change as part of the object, where there is more to it than a restart. */
  object?: object;
}

const API: Record<string, [apiVersion: string, kind: string]> = {
  deployment: ['apps/v1', 'Deployment'],
  statefulset: ['apps/v1', 'StatefulSet'],
  daemonset: ['apps/v1', 'DaemonSet'],
  cronjob: ['batch/v1', 'CronJob'],
};

/** `a=b` sets, `a-` takes away: written as null, which is what a merge patch takes for it. */
function changes(words: string): Record<string, string | null> {
  const result: Record<string, string | null> = {};
  for (const word of words.split(/\s+/).filter(w => w && !w.startsWith('--'))) {
    const equals = word.indexOf('=');
    if (equals > 0) result[word.slice(0, equals)] = word.slice(equals + 1);
    else if (word.endsWith('-')) result[word.slice(0, -1)] = null;
  }
  return result;
}

function ofNamespace(command: string): FixTarget | undefined {
  const found =
    /^kubectl (label|annotate) (?:namespace|ns) (\S+) ([^&|;]+)/.exec(command);
  if (!found) return undefined;
  const [, verb, name, words] = found;
  const where = verb === 'label' ? 'labels' : 'annotations';
  return {
    namespace: name,
    object: {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, [where]: changes(words) },
    },
  };
}

/** `/spec/template/metadata/labels/a~1b` taken away, as a merge patch says it. */
function removal(path: string): object {
  return path
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduceRight<any>((inner, part) => ({ [part]: inner }), null);
}

function patchOf(json: string): object | undefined {
  try {
    const patch = JSON.parse(json);
    if (!Array.isArray(patch)) return patch;
    return patch.length === 1 && patch[0]?.op === 'remove'
      ? removal(String(patch[0].path))
      : undefined;
  } catch {
    return undefined;
  }
}

function ofTemplate(command: string): FixTarget | undefined {
  const found =
    /^kubectl patch ([a-z]+)\/(\S+) -n (\S+) (?:--type=\S+ )?-p '([^']+)'$/.exec(
      command,
    );
  if (!found) return undefined;
  const [, kind, name, namespace, json] = found;
  const patch = patchOf(json);
  const api = API[kind];
  return {
    namespace,
    kind,
    name,
    ...(patch && api
      ? {
          object: {
            apiVersion: api[0],
            kind: api[1],
            metadata: { name, namespace },
            ...patch,
          },
        }
      : {}),
  };
}

function ofRestart(command: string): FixTarget | undefined {
  const rollout = /^kubectl rollout restart ([a-z]+)\/(\S+) -n (\S+)$/.exec(
    command,
  );
  if (rollout) {
    const [, kind, name, namespace] = rollout;
    return { namespace, kind, name };
  }
  const argo = /^kubectl argo rollouts restart (\S+) -n (\S+)$/.exec(command);
  if (argo) return { namespace: argo[2], kind: 'rollout', name: argo[1] };
  const pod = /^kubectl get pod (\S+) -n (\S+) .*\| kubectl replace/.exec(
    command,
  );
  return pod ? { namespace: pod[2], kind: 'pod', name: pod[1] } : undefined;
}

/** undefined: it changes nothing, or what it changes is not one of these. */
export const fixTarget = (command: string): FixTarget | undefined =>
  ofNamespace(command) ?? ofTemplate(command) ?? ofRestart(command);
