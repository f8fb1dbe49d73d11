/** What is installed where. */
export const ISTIO = '1.30.3';
export const LINKERD = 'version-2.20';
/** Of proxies that nobody has restarted since. */
export const LINKERD_BEFORE = 'version-2.18';
export const KUBERNETES = 'v1.34.2';

/** Days in the company's past. */
export const FOUNDED = '2026-03-02T09:00:00Z';
export const MESH_INSTALLED = '2026-05-11T08:30:00Z';
export const OLDER_PODS_STARTED = '2026-06-01T10:00:00Z';
export const LABELLED = '2026-06-22T13:05:00Z';
export const PODS_STARTED = '2026-07-06T07:40:00Z';
export const JOB_STARTED = '2026-08-03T02:00:00Z';
