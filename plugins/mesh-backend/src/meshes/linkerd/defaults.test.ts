import { PodRecord } from '@meshboard/backstage-plugin-mesh-node';
import { linkerdConfig, linkerdPod } from '../testing/linkerd';
import {
  prepareLinkerd as prepare,
  webLabels as labels,
  webPod as pod,
} from '../testing/linkerdPolicy';

const annotated = (annotations: Record<string, string>) =>
  linkerdPod('shop', 'web', { labels, annotations });
const modeOf = (of: PodRecord) => prepare().mtls(of, [8080]).ports[0];

describe('linkerd: policy-controller DefaultPolicy', () => {
  it.each([
    ['all-unauthenticated', 'permissive'],
    ['cluster-unauthenticated', 'permissive'],
    ['audit', 'permissive'],
    ['all-authenticated', 'strict'],
    ['cluster-authenticated', 'strict'],
    ['deny', 'strict'],
  ])('%s is %s, from the cluster and from the pod', (policy, mode) => {
    const found = prepare({}, { configMaps: [linkerdConfig(policy)] });
    expect(found.mtls(pod, [8080])).toMatchObject({
      mode,
      ports: [{ mode, source: `default inbound policy ${policy}` }],
    });
    const key = 'config.linkerd.io/default-inbound-policy';
    expect(modeOf(annotated({ [key]: policy }))).toEqual({
      port: 8080,
      mode,
      source: `annotation ${key}=${policy}`,
    });
  });

  it('an unknown annotation value leaves the cluster’s', () => {
    const key = 'config.linkerd.io/default-inbound-policy';
    expect(modeOf(annotated({ [key]: 'strict' })).mode).toBe('permissive');
  });

  it.each([
    ['not permitted', { outcome: 'not-permitted' as const }],
    ['absent', { outcome: 'absent' as const }],
  ])('is unknown where linkerd-config is %s', (_, access) => {
    const found = prepare(
      {},
      {
        configMaps: [],
        access: { 'configmaps/linkerd/linkerd-config': access },
      },
    );
    expect(found.mtls(pod, [8080])).toMatchObject({
      mode: 'unknown',
      ports: [{ mode: 'unknown' }],
    });
  });

  it('ports that require an identity are strict', () => {
    const key = 'config.linkerd.io/proxy-require-identity-inbound-ports';
    expect(modeOf(annotated({ [key]: '8000-8090' })).mode).toBe('strict');
    expect(modeOf(annotated({ [key]: '9000' })).mode).toBe('permissive');
  });
});

describe('linkerd: policy-controller/k8s/index/src/inbound/tests/annotation.rs', () => {
  const POLICY = 'config.linkerd.io/default-inbound-policy';
  const IDENTITY = 'config.linkerd.io/proxy-require-identity-inbound-ports';
  const on = (of: PodRecord, clusterDefault: string) =>
    prepare({}, { configMaps: [linkerdConfig(clusterDefault)] }).mtls(of, [
      2222,
    ]).ports[0].mode;

  it.each([
    ['deny', 'strict', 'strict'],
    ['all-authenticated', 'strict', 'strict'],
    ['all-unauthenticated', 'permissive', 'strict'],
    ['cluster-authenticated', 'strict', 'strict'],
    ['cluster-unauthenticated', 'permissive', 'strict'],
    ['audit', 'permissive', 'permissive'],
  ])('default %s', (policy, mode, withIdentityPorts) => {
    const inverse = policy === 'deny' ? 'all-unauthenticated' : 'deny';
    // default_policy_annotated
    expect(on(annotated({ [POLICY]: policy }), inverse)).toBe(mode);
    // default_policy_annotated_invalid
    expect(on(annotated({ [POLICY]: 'bogus' }), policy)).toBe(mode);
    // opaque_annotated
    expect(
      on(annotated({ 'config.linkerd.io/opaque-ports': '2222' }), policy),
    ).toBe(mode);
    // authenticated_annotated
    expect(on(annotated({ [IDENTITY]: '2222' }), policy)).toBe(
      withIdentityPorts,
    );
    // workload.rs ports_annotation: a list that is not one is empty
    expect(on(annotated({ [IDENTITY]: '2222,http' }), policy)).toBe(mode);
  });

  it('what has a policy’s name by birth is none', () => {
    expect(on(annotated({ [POLICY]: 'constructor' }), 'deny')).toBe('strict');
  });

  it('a default that nobody is let in by is no policy that names', () => {
    const found = prepare({}, { configMaps: [linkerdConfig('deny')] });
    expect(found.authorization(pod, [8080])).toBe('unknown');
  });
});
