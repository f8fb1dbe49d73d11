import Typography from '@material-ui/core/Typography';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import {
  firstMembershipFix,
  hasNoWorkload,
  isOffLadder,
} from '../../lib/status';
import {
  CommandLine,
  ExemptNote,
  NoWorkload,
  StaleNote,
  UnknownNote,
  VerdictLines,
  useMeshTranslation,
} from '../shared';
import { Facts } from './Facts';
import { RecommendationLine } from './RecommendationLine';
import { TopFinding } from './TopFinding';

/** Why some pods are not in, and what to type, in one line. */
function WhyNot({ status }: { status: EntityMeshStatus }) {
  const why = firstMembershipFix(status);
  if (!why) return null;
  return (
    <>
      <Typography variant="body2">{why.message}</Typography>
      {why.fix?.command && <CommandLine text={why.fix.command} />}
    </>
  );
}

function NotApplicable({ reason }: { reason: string | undefined }) {
  const { t } = useMeshTranslation();
  return (
    <Typography variant="body2">
      {reason === 'type-excluded' ||
      reason === 'mesh-infrastructure' ||
      reason === 'scaled-to-zero' ||
      reason === 'annotated-but-nothing-matched' ||
      reason === 'not-linked'
        ? t(`eligibility.${reason}`)
        : t('eligibility.other', { reason: reason ?? '' })}
    </Typography>
  );
}

/** Everything below the card's title, for a status that was read. */
export function CardBody({ status }: { status: EntityMeshStatus }) {
  const { eligibility, membership, recommendation, findings } = status;
  if (hasNoWorkload(status)) {
    return (
      <>
        <ExemptNote status={status} />
        <StaleNote status={status} />
        <NoWorkload status={status} />
      </>
    );
  }
  if (isOffLadder(status)) {
    return (
      <>
        <VerdictLines status={status} />
        <NotApplicable reason={eligibility.reason} />
        <ExemptNote status={status} />
        <StaleNote status={status} />
        <TopFinding findings={findings} />
      </>
    );
  }
  const unknown = membership.state === 'unknown';
  const notMeshed = membership.state === 'not-meshed';
  const idle = membership.totalPods === 0;
  // What gets pods into a mesh is no advice where a mesh is advised against.
  const joins = !['not-needed', 'not-meshable'].includes(
    recommendation.verdict,
  );
  return (
    <>
      <VerdictLines status={status} />
      {eligibility.state === 'not-applicable' && (
        <NotApplicable reason={eligibility.reason} />
      )}
      <ExemptNote status={status} />
      <StaleNote status={status} />
      {unknown && <UnknownNote status={status} />}
      {notMeshed && <RecommendationLine recommendation={recommendation} full />}
      {((notMeshed && joins) || membership.state === 'partial') && (
        <WhyNot status={status} />
      )}
      {!(unknown && idle) && <Facts status={status} />}
      <TopFinding findings={findings} />
      {!notMeshed && <RecommendationLine recommendation={recommendation} />}
    </>
  );
}
