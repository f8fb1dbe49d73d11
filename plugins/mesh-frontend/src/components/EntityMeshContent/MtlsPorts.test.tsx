import { screen, within } from '@testing-library/react';
import { twoClusters } from '../../fixtures/status';
import { renderForEntity } from '../../__testUtils__/render';
import { MtlsPorts } from './MtlsPorts';

const [workload] = twoClusters.workloads;

async function rowsOf(mtls: (typeof workload)['mtls']) {
  await renderForEntity(<MtlsPorts workloads={[{ ...workload, mtls }]} />, {
    api: {},
  });
  return within(screen.getByRole('table'))
    .getAllByRole('row')
    .slice(1)
    .map(({ textContent }) => textContent);
}

describe('MtlsPorts', () => {
  it('says once what holds for several ports, and apart what holds for another', async () => {
    const rows = await rowsOf({
      configured: 'mixed',
      observedShare: 0.5,
      ports: [
        { port: 8080, mode: 'strict', source: 'PeerAuthentication shop/all' },
        { port: 9090, mode: 'permissive', source: 'port exception' },
        { port: 8443, mode: 'strict', source: 'PeerAuthentication shop/all' },
      ],
    });
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/8080, 8443.*PeerAuthentication shop\/all.*50 %/);
    expect(rows[1]).toMatch(/9090.*port exception/);
  });

  it('has a line for a workload without ports', async () => {
    const rows = await rowsOf({
      configured: 'strict',
      observedShare: null,
      ports: [],
    });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain('any');
  });
});
