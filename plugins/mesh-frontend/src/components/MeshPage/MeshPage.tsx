import { Header, Page, RoutedTabs } from '@backstage/core-components';
import { useMeshTranslation } from '../shared';
import { HealthContent } from '../HealthPage';
import { ScorecardContent } from '../ScorecardPage';

/** The tabs of the mesh page, without a header: the new frontend system draws its own. */
export function MeshPageContent() {
  const { t } = useMeshTranslation();
  return (
    <RoutedTabs
      routes={[
        {
          path: '/',
          title: t('page.scorecard'),
          children: <ScorecardContent />,
        },
        {
          path: '/health',
          title: t('page.health'),
          children: <HealthContent />,
        },
      ]}
    />
  );
}

/**
 * Adoption and health of the mesh across the organisation, with a page header.
 *
 * @public
 */
export function MeshPage() {
  const { t } = useMeshTranslation();
  return (
    <Page themeId="tool">
      <Header title={t('page.title')} subtitle={t('page.subtitle')} />
      <MeshPageContent />
    </Page>
  );
}
