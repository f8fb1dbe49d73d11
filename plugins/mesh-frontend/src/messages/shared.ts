/** Words for states, used on every screen. */
export const sharedMessages = {
  stage: {
    'not-meshed': 'Not meshed',
    meshed: 'Meshed',
    encrypted: 'Encrypted',
    strict: 'Strict',
    'zero-trust': 'Zero trust',
    unknown: 'Unknown',
  },
  membership: {
    meshed: '{{meshed}} of {{total}} pods',
    partial: '{{meshed}} of {{total}} pods',
    'not-meshed': '0 of {{total}} pods',
    unknown: 'Pods not known',
    none: 'No running pods',
  },
  dataPlane: {
    sidecar: 'sidecar',
    ambient: 'ambient',
    node: 'node proxy',
    gateway: 'gateway',
    none: 'no proxy',
  },
  mtls: {
    configured: {
      strict: 'required on every port',
      permissive: 'accepted, not required',
      disabled: 'off',
      mixed: 'differs between ports or workloads',
      unknown: 'not known',
    },
    port: {
      strict: 'required',
      permissive: 'accepted, not required',
      disabled: 'off',
      mixed: 'differs between pods',
      unknown: 'not known',
    },
    observed: {
      share: '{{share}} of traffic encrypted',
      noTraffic: 'no traffic seen',
      notMeasured: 'not measured',
    },
    configuredLabel: 'Configured',
    observedLabel: 'Observed',
  },
  health: {
    healthy: 'Healthy',
    unhealthy: 'Unhealthy',
    'too-few-requests': 'Too few requests to judge',
    'no-traffic': 'No traffic',
    unknown: 'Health not known',
  },
  severity: { info: 'Info', warning: 'Warning', critical: 'Critical' },
  source: {
    ok: 'Read',
    stale: 'Stale',
    failed: 'Failed',
    'not-permitted': 'Not permitted',
    'not-collectable': 'Not collectable',
    'never-read': 'Not read yet',
  },
  copy: {
    command: 'Copy command',
    manifest: 'Copy manifest',
    copied: 'Copied',
  },
  fix: {
    cluster: 'in cluster {{cluster}}',
    docs: 'Documentation',
    alsoAffects: 'Also affects',
  },
  asOf: {
    never: 'never read',
    label: 'Read {{time}}',
  },
  error: {
    title: 'Mesh status could not be loaded',
    refresh: 'Reading again failed; what is shown is from before',
    forbidden:
      'Your account may not read this. Ask your platform team for the permission {{permission}}.',
    notFound:
      'The catalog has no such entity, or does not show it to you. Check the entity, then try again.',
    other: 'Check that the mesh backend runs and is reachable, then try again.',
    retry: 'Try again',
  },
} as const;
