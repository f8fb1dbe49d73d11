import { fetchApiRef } from '@backstage/core-plugin-api';
import { renderTestApp } from '@backstage/frontend-test-utils';
import { createTestEntityPage } from '@backstage/plugin-catalog-react/testUtils';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { fakeBackend } from '../__testUtils__/backend';
import { entity } from '../__testUtils__/render';
import plugin from './index';

/** An app of the new system with the plugin whole, as `app.packages` installs it; only fetch is fake. */
function renderApp(options: { without?: string } = {}) {
  const backend = fakeBackend();
  renderTestApp({
    features: [plugin],
    extensions: [createTestEntityPage({ entity })],
    apis: [[fetchApiRef, { fetch: backend.fetch }]],
    config: {
      backend: { baseUrl: 'http://localhost:7007' },
      app: {
        baseUrl: 'http://localhost',

        extensions: options.without ? [{ [options.without]: false }] : [],
      },
    },
  });
  return backend;
}

describe('the plugin mounted in an app of the new frontend system', () => {
  it('puts the card on the page of a component, with what its own API was answered', async () => {
    // Where there is a tab, the page of the tests shows that and no overview.
    const { asked } = renderApp({ without: 'entity-content:mesh' });
    expect(await screen.findByText('12 of 12 pods')).toBeInTheDocument();
    expect(asked).toContain(
      'plugin://mesh/entities/by-ref/component/default/payments',
    );
  });

  it('puts the tab there', async () => {
    renderApp({ without: 'entity-card:mesh' });
    expect(
      await screen.findByRole('region', { name: 'Workloads' }),
    ).toBeInTheDocument();
  });

  it('leads from its place in the menu to the page, and from its tab to the health', async () => {
    const { asked } = renderApp();
    await userEvent.click(
      await screen.findByRole('link', { name: /Service mesh/ }),
    );
    await userEvent.click(await screen.findByRole('tab', { name: 'Health' }));
    await waitFor(() => expect(asked).toContain('plugin://mesh/sources'));
  });
});
