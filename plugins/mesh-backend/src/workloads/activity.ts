import {
  ControllerRecord,
  PodRecord,
} from '@meshboard/backstage-plugin-mesh-node';
import { WorkloadFacts } from './types';

type Activity = Pick<WorkloadFacts, 'activity' | 'activityMessage'>;

/** `2 Pending, 1 Failed` */
function phases(pods: PodRecord[]): string {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const phase = pod.deleting ? 'terminating' : pod.phase;
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([phase, count]) => `${count} ${phase}`)
    .join(', ');
}

/**
 * Whether a workload runs, rests, or should run and does not.
 *
 * @param refusal - the API server's words, where it refuses to make pods
 */
export function activityOf(
  pods: PodRecord[],
  running: number,
  controller: ControllerRecord | undefined,
  wantedByParts: number,
  refusal?: string,
): Activity {
  if (running > 0) return { activity: 'running' };
  if (controller?.finished || controller?.wanted === 0) {
    return { activity: 'idle' };
  }
  const unfinished = pods.filter(
    pod => !pod.deleting && !['Succeeded', 'Failed'].includes(pod.phase),
  );
  const wanted = controller?.wanted ?? (wantedByParts || null);
  if (wanted === null && unfinished.length === 0) {
    // A CronJob between runs, a pod that ran to its end.
    return { activity: 'idle' };
  }
  if (pods.length === 0) {
    return {
      activity: 'not-running',
      activityMessage: `It wants ${wanted} ${
        wanted === 1 ? 'pod' : 'pods'
      } and has none: ${
        refusal
          ? `the API server says “${refusal}”`
          : 'making them may be refused (a failed webhook, a quota); its events say'
      }.`,
    };
  }
  return {
    activity: 'not-running',
    activityMessage: `None of its pods runs: ${phases(pods)}.`,
  };
}
