import { screen, within } from '@testing-library/react';
import { ClusterStatus } from '@meshboard/backstage-plugin-mesh-common';
import {
  certificatesFrom,
  detailed,
  undetailed,
} from '../../fixtures/clusters';
import { renderForEntity } from '../../__testUtils__/render';
import { Runway } from './Runway';

const show = (...clusters: ClusterStatus[]) =>
  renderForEntity(<Runway clusters={clusters} />, { api: {} });

const withCertificates = (): ClusterStatus => ({
  ...detailed,
  certificates: certificatesFrom(Date.now()),
});

const rows = () =>
  within(screen.getByRole('table', { name: 'Certificates' }))
    .getAllByRole('row')
    .slice(1);

describe('Runway', () => {
  it('puts first what ends first, expired before all, each with where it was read', async () => {
    await show(withCertificates());
    expect(
      rows().map(row => [
        row.children[0].textContent,
        row.children[3].textContent,
      ]),
    ).toEqual([
      ['Istio: intermediateSecret istio-system/cacerts', 'expired'],
      ['Linkerd: issuerSecret linkerd/linkerd-identity-issuer', '5 days left'],
      ['Istio: rootConfigMap istio-system/istio-ca-root-cert', '40 days left'],
      [
        'Linkerd: trust anchorConfigMap linkerd/linkerd-identity-trust-roots',
        '400 days left',
      ],
    ]);
  });

  it('tells urgency by an icon too, not by colour alone', async () => {
    await show(withCertificates());
    const [expired, days5, days40, days400] = rows().map(
      row => row.querySelector('svg')!.innerHTML,
    );
    expect(days5).toBe(expired);
    expect(new Set([days5, days40, days400]).size).toBe(3);
  });

  it('links whose services rest on it, and counts those beyond a few', async () => {
    await show(withCertificates());
    const issuer = within(rows()[1]);
    expect(issuer.getAllByRole('link')).toHaveLength(6);
    expect(issuer.getByText(/and 2 more/)).toBeInTheDocument();
    expect(
      within(rows()[3]).getByRole('link', { name: 'payments' }),
    ).toHaveAttribute('href', '/catalog/default/group/payments');
  });

  it('says nothing of owners where none is told', async () => {
    await show(withCertificates());
    expect(rows()[0].children[4]).toHaveTextContent('–');
    expect(rows()[2].children[4]).toHaveTextContent('–');
  });

  it('names the cluster by its title', async () => {
    await show(withCertificates());
    expect(rows()[0].children[1]).toHaveTextContent('Production, Europe');
  });

  it('says that none was read where an older backend tells none', async () => {
    await show(undetailed);
    expect(screen.getByText('No certificate was read.')).toBeInTheDocument();
  });
});
