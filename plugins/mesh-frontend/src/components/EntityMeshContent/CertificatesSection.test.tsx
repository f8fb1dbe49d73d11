import { screen, within } from '@testing-library/react';
import { Certificate } from '@meshboard/backstage-plugin-mesh-common';
import { renderForEntity } from '../../__testUtils__/render';
import { CertificatesSection } from './CertificatesSection';

const inDays = (days: number): Certificate => ({
  subject: 'issuer',
  mesh: 'linkerd',
  cluster: 'prod-eu',
  notAfter: new Date(Date.now() + (days + 0.5) * 86_400_000).toISOString(),
  earliestOf: 1,
});

const show = (certificates: Certificate[]) =>
  renderForEntity(<CertificatesSection certificates={certificates} />, {
    api: {},
  });

const rows = () => within(screen.getByRole('table')).getAllByRole('row');

describe('CertificatesSection', () => {
  it('names each by what it is, of which mesh and where, with its date and days left', async () => {
    const certificate = inDays(41);
    await show([certificate]);
    expect(rows()[1]).toHaveTextContent('Issuer');
    expect(rows()[1]).toHaveTextContent('Linkerd');
    expect(rows()[1]).toHaveTextContent('prod-eu');
    expect(rows()[1]).toHaveTextContent(
      `${certificate.notAfter.slice(0, 10)} (41 days left)`,
    );
    expect(rows()[1]).not.toHaveTextContent('Earliest of');
  });

  it('says expired, not a negative number of days', async () => {
    await show([inDays(-3)]);
    expect(rows()[1]).toHaveTextContent('expired');
    expect(rows()[1]).not.toHaveTextContent(/left|-\d day/);
  });

  it('says of how many leaves it is the earliest', async () => {
    await show([{ ...inDays(3), subject: 'leaf', earliestOf: 12 }]);
    expect(rows()[1]).toHaveTextContent('Leaf');
    expect(rows()[1]).toHaveTextContent('Earliest of 12');
  });

  it('says that none was read, not that there is none', async () => {
    await show([]);
    expect(screen.getByText('No certificate was read.')).toBeInTheDocument();
  });
});
