import { Certificate } from '@meshboard/backstage-plugin-mesh-common';
import { certificateFindings } from './certificates';

it('a root of Istio cites no check of linkerd', () => {
  const root = (mesh: string): Certificate => ({
    subject: 'root',
    mesh,
    cluster: 'eu',
    notAfter: '2026-01-10T00:00:00.000Z',
    earliestOf: 1,
  });
  const now = Date.parse('2026-01-01T00:00:00.000Z');
  const cited = (mesh: string) =>
    certificateFindings([root(mesh)], [], now).flatMap(f => f.seeAlso);
  expect(cited('istio')).toEqual([]);
  expect(cited('linkerd')).toContain(
    'l5d-identity-trustAnchors-not-expiring-soon',
  );
});
