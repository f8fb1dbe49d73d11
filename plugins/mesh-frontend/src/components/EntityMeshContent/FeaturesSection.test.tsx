import { screen, within } from '@testing-library/react';
import { zeroTrust } from '../../fixtures/status';
import { renderForEntity } from '../../__testUtils__/render';
import { FeaturesSection } from './FeaturesSection';

const show = (features = zeroTrust.features!) =>
  renderForEntity(<FeaturesSection features={features} />, { api: {} });

const texts = () =>
  within(screen.getByRole('table', { name: 'What the mesh does' }))
    .getAllByRole('row')
    .slice(1)
    .map(row => [...row.children].map(cell => cell.textContent));

describe('what the mesh does', () => {
  it('comes in the order in which people ask; what a module adds comes last under its own name', async () => {
    await show();
    expect(texts().map(([name]) => name)).toEqual([
      'Retries',
      'Tracing',
      'Access logs',
      'wasm-filters',
    ]);
  });

  it('tells how, and the object and field that set it', async () => {
    await show();
    expect(texts()[0].slice(1, 4)).toEqual([
      'On',
      '3 attempts of at most 2 s',
      'HTTPRoute shop/payments, retry.linkerd.io/limit',
    ]);
  });

  it('tells unknown with its cause, and not as off', async () => {
    await show();
    const [, , , ...others] = texts();
    expect(texts()[1].slice(1, 3)).toEqual([
      'Not known',
      'ConfigMap linkerd-config could not be read',
    ]);
    expect(others[0][0]).toBe('wasm-filters');
  });

  it('says that the mesh’s default holds where no object sets it', async () => {
    await show();
    expect(texts()[2].slice(1, 4)).toEqual([
      'Off',
      'the proxy writes none',
      'default of the mesh',
    ]);
  });

  it('has a line for each workload that differs', async () => {
    const [, retries] = zeroTrust.features!;
    await show([
      retries,
      {
        ...retries,
        state: 'off',
        detail: 'none',
        setBy: null,
        workloads: ['prod-us/shop/Deployment/payments'],
      },
    ]);
    expect(
      texts()
        .map(([name, state]) => `${name} ${state}`)
        .sort(),
    ).toEqual(['Retries Off', 'Retries On']);
  });

  it('says that nothing is known where nothing is told', async () => {
    await show([]);
    expect(screen.getByText(/^Nothing is known/)).toBeInTheDocument();
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
  });
});
