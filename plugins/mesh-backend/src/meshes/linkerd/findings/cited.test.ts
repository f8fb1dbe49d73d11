import * as ofEntities from '../../../assess/findings/codes';
import * as shared from '../../shared/findings/codes';
import { FindingKind } from '../../shared/finding';
import * as linkerd from './codes';

/**
 * Hint anchors of `linkerd check`.
 *
 * linkerd: pkg/healthcheck/healthcheck.go, hintAnchor
 */
const ANCHORS = [
  'l5d-existence-linkerd-config',
  'l5d-existence-replicasets',
  'l5d-existence-unschedulable-pods',
  'l5d-api-control-ready',
  'l5d-identity-cert-config-valid',
  'l5d-identity-trustAnchors-use-supported-crypto',
  'l5d-identity-trustAnchors-are-time-valid',
  'l5d-identity-trustAnchors-not-expiring-soon',
  'l5d-identity-issuer-cert-uses-supported-crypto',
  'l5d-identity-issuer-cert-is-time-valid',
  'l5d-identity-issuer-cert-not-expiring-soon',
  'l5d-identity-issuer-cert-issued-by-trust-anchor',
  'l5d-identity-data-plane-proxies-certs-match-ca',
  'l5d-proxy-injector-webhook-cert-valid',
  'l5d-sp-validator-webhook-cert-valid',
  'l5d-policy-validator-webhook-cert-valid',
  'l5d-webhook-cert-not-expiring-soon',
  'l5d-data-plane-ready',
  'l5d-data-plane-version',
  'l5d-data-plane-cli-version',
  'l5d-data-plane-pod-labels',
  'l5d-data-plane-services-labels',
  'l5d-data-plane-services-annotations',
  'linkerd-opaque-ports-definition',
  'l5d-injection-disabled',
  'l5d-control-plane-replicas',
  'cni-plugin-ds-exists',
  'cni-plugin-ready',
];

const isOfLinkerd = (id: string) => /^(l5d|linkerd|cni-plugin)-/.test(id);

const cited = [linkerd, shared, ofEntities]
  .flatMap(codes => Object.values(codes) as FindingKind[])
  .flatMap(({ code, seeAlso }) =>
    seeAlso.filter(isOfLinkerd).map(id => [code, id]),
  );

it.each(cited)('%s cites %s, which linkerd check has', (_, id) => {
  expect(ANCHORS).toContain(id);
});
