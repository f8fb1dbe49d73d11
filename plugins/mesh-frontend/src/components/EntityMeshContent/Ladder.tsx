import Typography from '@material-ui/core/Typography';
import { makeStyles, Theme } from '@material-ui/core/styles';
import EmptyIcon from '@material-ui/icons/RadioButtonUnchecked';
import FilledIcon from '@material-ui/icons/CheckCircle';
import { EntityMeshStatus } from '@meshboard/backstage-plugin-mesh-common';
import { LADDER, NextStep, nextStep } from '../../lib/nextStep';
import { IconWord, Tone, useMeshTranslation } from '../shared';
import { HiddenText } from '../shared/HiddenText';

const useStyles = makeStyles((theme: Theme) => ({
  steps: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 3),
    listStyle: 'none',
    padding: 0,
    margin: theme.spacing(2, 0, 1),
  },
}));

function useConditionText() {
  const { t } = useMeshTranslation();
  return (next: NextStep): string => {
    switch (next.condition) {
      case 'addRemaining':
      case 'stopPlaintext':
        return t(`next.${next.condition}`, { count: next.count });
      case 'enforcePorts':
        return t('next.enforcePorts', { ports: next.ports.join(', ') });
      default:
        return t(`next.${next.condition}`);
    }
  };
}

/** The first step is where everyone starts: reaching it is no achievement. */
function stepTone(index: number, reached: number): Tone {
  if (index > reached) return 'unknown';
  return index === 0 ? 'plain' : 'good';
}

/** The five steps, the reached ones filled, and what the next one takes. */
export function Ladder({ status }: { status: EntityMeshStatus }) {
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const conditionText = useConditionText();
  const reached = LADDER.findIndex(step => step === status.stage);
  const next = nextStep(status);

  let then: string = t('tab.nextUnknown');
  if (next) {
    then = t('tab.next', {
      stage: t(`stage.${next.stage}`),
      condition: conditionText(next),
    });
  } else if (status.stage === 'zero-trust') {
    then = t('tab.top');
  }
  return (
    <>
      <Typography
        variant="body2"
        component="ol"
        className={classes.steps}
        aria-label={t('tab.ladder')}
      >
        {LADDER.map((step, index) => (
          <li key={step} aria-current={index === reached ? 'step' : undefined}>
            <IconWord
              icon={index <= reached ? FilledIcon : EmptyIcon}
              tone={stepTone(index, reached)}
            >
              {t(`stage.${step}`)}
              <HiddenText>
                {' '}
                {t(index <= reached ? 'tab.reached' : 'tab.notReached')}
              </HiddenText>
            </IconWord>
          </li>
        ))}
      </Typography>
      <Typography variant="body2">{then}</Typography>
    </>
  );
}
