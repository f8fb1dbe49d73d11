import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import { useEffect } from 'react';
import { useLocation, useSearchParams } from 'react-router-dom';
import {
  clustersOf,
  hasNoWorkload,
  isOffLadder,
  narrowToCluster,
} from '../../lib/status';
import {
  AsOf,
  ExemptNote,
  NoWorkload,
  RefreshButton,
  StaleNote,
  UnknownNote,
  VerdictLines,
  VersionsTable,
  useMeshTranslation,
} from '../shared';
import { EdgesSection } from '../Edges';
import { SignalCharts } from '../Signals';
import { AccessSection } from './AccessSection';
import { CertificatesSection } from './CertificatesSection';
import { ClusterSwitch } from './ClusterSwitch';
import { ComplianceSection } from './ComplianceSection';
import { FeaturesSection } from './FeaturesSection';
import { Ladder } from './Ladder';
import { LinkList } from './LinkList';
import { MtlsSection } from './MtlsSection';
import { RecommendationSection } from './RecommendationSection';
import { Section } from './Section';
import { SignalsSection } from './SignalsSection';
import { SourcesSection } from './SourcesSection';
import { WhatToDo } from './WhatToDo';
import { WorkloadsTable } from './WorkloadsTable';

const useStyles = makeStyles((theme: Theme) => ({
  bar: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: theme.spacing(2),
    marginBottom: theme.spacing(1),
  },
}));

function useScrollToAnchor() {
  const { hash } = useLocation();
  useEffect(() => {
    if (hash) document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [hash]);
}

/** The sections of the tab, in the order of urgency. */
export function StatusSections(props: {
  status: EntityMeshStatus;
  busy: boolean;
  onRefresh: () => void;
}) {
  const { status, busy, onRefresh } = props;
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const [search, setSearch] = useSearchParams();
  useScrollToAnchor();

  const clusters = clustersOf(status);
  const asked = search.get('cluster') ?? '';
  const cluster = clusters.includes(asked) ? asked : '';
  const shown = cluster ? narrowToCluster(status, cluster) : status;

  const select = (name: string) =>
    setSearch(previous => {
      const next = new URLSearchParams(previous);
      if (name) next.set('cluster', name);
      else next.delete('cluster');
      return next;
    });

  return (
    <>
      <div className={classes.bar}>
        {clusters.length > 1 && (
          <ClusterSwitch
            clusters={clusters}
            selected={cluster}
            onSelect={select}
          />
        )}
        <AsOf at={status.asOf} />
        <RefreshButton busy={busy} onRefresh={onRefresh} />
      </div>
      {cluster && (
        <Typography variant="body2" paragraph>
          {t('tab.clusterNote', { cluster })}
        </Typography>
      )}
      <Section section="verdict">
        {hasNoWorkload(status) ? (
          <NoWorkload status={status} />
        ) : (
          <VerdictLines status={status} />
        )}
        <ExemptNote status={status} />
        <StaleNote status={status} />
        {status.membership.state === 'unknown' && (
          <UnknownNote status={status} />
        )}
        {!isOffLadder(status) && <Ladder status={status} />}
        <LinkList links={status.links} />
      </Section>
      <Section section="whatToDo">
        <WhatToDo status={shown} />
      </Section>
      <Section section="workloads">
        <WorkloadsTable workloads={shown.workloads} />
      </Section>
      <Section section="mtls">
        <MtlsSection status={status} workloads={shown.workloads} />
      </Section>
      {status.access && (
        <Section section="access">
          <AccessSection access={status.access} />
        </Section>
      )}
      {status.workloads.length > 0 && (
        <Section section="edges">
          <EdgesSection entityRef={status.entityRef} asOf={status.asOf} />
        </Section>
      )}
      <Section section="signals">
        <SignalsSection status={status} />
        {status.traffic && <SignalCharts entityRef={status.entityRef} />}
      </Section>
      {shown.features && (
        <Section section="features">
          <FeaturesSection features={shown.features} />
        </Section>
      )}
      {status.compliance && (
        <Section section="compliance">
          <ComplianceSection checks={status.compliance} />
        </Section>
      )}
      <Section section="certificates">
        <CertificatesSection certificates={shown.certificates} />
        <VersionsTable versions={shown.versions ?? []} />
      </Section>
      <Section section="recommendation">
        <RecommendationSection recommendation={status.recommendation} />
      </Section>
      <Section section="sources">
        <SourcesSection sources={shown.sources} />
      </Section>
    </>
  );
}
