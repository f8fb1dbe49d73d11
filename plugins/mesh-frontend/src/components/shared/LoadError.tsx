import { ResponseError } from '@backstage/errors';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';
import { meshStatusReadPermission } from '@meshboard/backstage-plugin-mesh-common';
import { useMeshTranslation } from './useMeshTranslation';

function adviceFor(error: Error) {
  const status =
    error.name === 'ResponseError'
      ? (error as ResponseError).response.status
      : undefined;
  if (status === 403) return 'error.forbidden';
  if (status === 404) return 'error.notFound';
  return 'error.other';
}

/** What failed, what to do about it, and a way to try again. */
export function LoadError(props: {
  error: Error;
  title?: string;
  /** What reading it takes. */
  permission?: string;
  onRetry?: () => void;
}) {
  const { error, title, onRetry } = props;
  const permission = props.permission ?? meshStatusReadPermission.name;
  const { t } = useMeshTranslation();
  return (
    <Alert
      severity="error"
      action={
        onRetry && (
          <Button color="inherit" size="small" onClick={onRetry}>
            {t('error.retry')}
          </Button>
        )
      }
    >
      <AlertTitle>{title ?? t('error.title')}</AlertTitle>
      <Typography variant="body2">{error.message}</Typography>
      <Typography variant="body2">
        {t(adviceFor(error), { permission })}
      </Typography>
    </Alert>
  );
}
