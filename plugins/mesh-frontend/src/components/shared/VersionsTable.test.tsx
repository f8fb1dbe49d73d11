import { screen, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/test-utils';
import { ProxyVersion } from '@meshboard/backstage-plugin-mesh-common';
import { cannotTell, zeroTrust } from '../../fixtures/status';
import { VersionsTable } from './VersionsTable';

const show = (versions: ProxyVersion[]) =>
  renderInTestApp(<VersionsTable versions={versions} />);

const rows = () =>
  within(screen.getByRole('table', { name: 'Proxies' }))
    .getAllByRole('row')
    .slice(1);

describe('VersionsTable', () => {
  it('has a line for each version, with what it means against the control plane', async () => {
    await show(zeroTrust.versions!);
    expect(rows()[0]).toHaveTextContent('Linkerd, sidecar');
    expect(rows()[0]).toHaveTextContent('2.20.12.20.211Supported');
    expect(rows()[1]).toHaveTextContent('2.17.02.20.21Not supported');
    expect(rows()[1]).toHaveTextContent('Three minor versions behind');
  });

  it('says not known for a version that is not told, and why', async () => {
    await show(cannotTell.versions!);
    const [, , version, controlPlane, pods, skew] = rows()[0].children;
    expect(version.textContent).toBe('not known');
    expect(controlPlane.textContent).toBe('not known');
    expect(pods.textContent).toBe('12');
    expect(skew.textContent).toBe(
      'Not knownThe image of the proxy names no version.',
    );
  });

  it.each([
    ['same', 'Same'],
    ['supported', 'Supported'],
    ['unsupported', 'Not supported'],
    ['ahead', 'Newer than its control plane'],
    ['unknown', 'Not known'],
  ] as const)('puts %s in a word beside an icon', async (state, word) => {
    const [version] = zeroTrust.versions!;
    await show([{ ...version, skew: { state, message: 'So it is.' } }]);
    const cell = within(rows()[0]).getByText(word);
    expect(cell.parentElement!.querySelector('svg')).not.toBeNull();
  });

  it('is nothing without proxies', async () => {
    await show([]);
    expect(screen.queryByText('Proxies')).not.toBeInTheDocument();
  });
});
