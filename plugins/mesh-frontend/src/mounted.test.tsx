import { createApiFactory, fetchApiRef } from '@backstage/core-plugin-api';
import { createDevApp } from '@backstage/dev-utils';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { EntityMeshCard, EntityMeshContent, MeshPage, meshPlugin } from '.';
import { fakeBackend } from './__testUtils__/backend';
import { entity } from './__testUtils__/render';

/** An app of the old system with the plugin in it as the README mounts it; only fetch is fake. */
async function renderApp(path: string) {
  window.history.pushState({}, '', path);
  const backend = fakeBackend();
  const ofEntity = (element: JSX.Element) => (
    <EntityProvider entity={entity}>{element}</EntityProvider>
  );
  const App = createDevApp()
    .registerPlugin(meshPlugin)
    .registerApi(
      createApiFactory({
        api: fetchApiRef,
        deps: {},
        factory: () => ({ fetch: backend.fetch }),
      }),
    )
    .addPage({ path: '/mesh', title: 'Service mesh', element: <MeshPage /> })
    .addPage({ path: '/card', element: ofEntity(<EntityMeshCard />) })
    .addPage({ path: '/tab', element: ofEntity(<EntityMeshContent />) })
    .build();
  render(<App />);
  await userEvent.click(await screen.findByRole('button', { name: 'Enter' }));
  return backend;
}

describe('the plugin mounted in an app of the old frontend system', () => {
  const { env } = process;
  beforeEach(() => {
    const app = { title: 'Portal', baseUrl: 'http://localhost' };
    const data = { app, backend: { baseUrl: 'http://localhost:7007' } };
    process.env = {
      NODE_ENV: 'test',
      APP_CONFIG: [{ context: 'test', data }] as any,
    };
  });
  beforeEach(() => {
    // No backend signs the guest in; the page asks whether to enter as one all the same.
    jest.spyOn(window, 'fetch').mockRejectedValue(new Error('no backend'));
    jest.spyOn(window, 'confirm').mockReturnValue(true);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    process.env = env;
    localStorage.clear();
  });

  it('shows the card, with what its own API was answered', async () => {
    const { asked } = await renderApp('/card');
    expect(await screen.findByText('12 of 12 pods')).toBeInTheDocument();
    expect(asked).toContain(
      'plugin://mesh/entities/by-ref/component/default/payments',
    );
  });

  it('shows the tab', async () => {
    await renderApp('/tab');
    expect(
      await screen.findByRole('region', { name: 'Workloads' }),
    ).toBeInTheDocument();
  });

  it('leads from the menu to the page, and from its tab to the health', async () => {
    const { asked } = await renderApp('/card');
    await userEvent.click(
      await screen.findByRole('link', { name: 'Service mesh' }),
    );
    expect(
      await screen.findByRole('tab', { name: 'Scorecard' }),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(asked.some(url => url.includes('mesh/scorecard'))).toBe(true),
    );
    await userEvent.click(screen.getByRole('tab', { name: 'Health' }));
    await waitFor(() => expect(window.location.pathname).toBe('/mesh/health'));
    await waitFor(() => expect(asked).toContain('plugin://mesh/sources'));
  });
});
