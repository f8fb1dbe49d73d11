import { Reason } from '@meshboard/backstage-plugin-mesh-common';
import {
  ClusterSnapshot,
  EventRecord,
  PodRecord,
  WorkloadReference,
} from '@meshboard/backstage-plugin-mesh-node';

export const SKIPPED = 'InjectionSkipped';
const BEGINS = 'Linkerd sidecar proxy injection skipped: ';

/** What the injector says, by the code that says the same. */
const WORDS: [code: string, words: RegExp][] = [
  ['host-network', /^hostNetwork is enabled$/],
  ['other-sidecar-present', /^pod has a sidecar injected already$/],
  ['opted-out', /^pod has the annotation "linkerd\.io\/inject:disabled"$/],
  ['invalid-annotation', /^invalid value for annotation "linkerd\.io\/inject"/],
  ['no-service-account-token', /^automountServiceAccountToken set to "false"$/],
  ['not-requested', /^neither the namespace nor the pod have the annotation/],
];

/** An event of the injector, and what it gives as reasons. */
export interface Skipped {
  message: string;
  codes: string[];
  lastSeen: string;
}

export type SkippedOf = (
  pod: PodRecord,
  workload?: WorkloadReference,
) => Skipped | undefined;

const keyOf = (kind: string, namespace: string, name: string) =>
  `${kind.toLowerCase()}/${namespace}/${name}`;

const read = ({ message, lastSeen }: EventRecord): Skipped => ({
  message,
  lastSeen,
  codes: message
    .slice(BEGINS.length)
    .split(', ')
    .flatMap(part => WORDS.find(([, words]) => words.test(part))?.[0] ?? []),
});

/**
 * The injector's last word on a workload's pods, as far as the API server keeps it (an hour). One
 * from before the pod was made is of other pods.
 *
 * linkerd: controller/proxy-injector/webhook.go Inject
 */
export function readSkipped({ events }: ClusterSnapshot): SkippedOf {
  const latest = new Map<string, EventRecord>();
  for (const event of events) {
    if (event.reason !== SKIPPED || !event.message.startsWith(BEGINS)) continue;
    const { kind, namespace, name } = event.involved;
    const key = keyOf(kind, namespace, name);
    const known = latest.get(key);
    if (!known || known.lastSeen < event.lastSeen) latest.set(key, event);
  }
  return (pod, workload) => {
    const event =
      workload &&
      latest.get(keyOf(workload.kind, workload.namespace, workload.name));
    if (!event) return undefined;
    const made = Date.parse(pod.createdAt);
    const seen = Date.parse(event.lastSeen);
    // A creation time is in whole seconds.
    return Number.isFinite(made) && seen + 1000 >= made
      ? read(event)
      : undefined;
  };
}

/** The reason, with the injector's own words where they say the same. */
export function confirmed(reason: Reason, event: Skipped | undefined): Reason {
  return event?.codes.includes(reason.code)
    ? {
        ...reason,
        message: `${reason.message} The injector said so at ${event.lastSeen}: “${event.message}”`,
      }
    : reason;
}
