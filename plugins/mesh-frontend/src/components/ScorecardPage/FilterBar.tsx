import Button from '@material-ui/core/Button';
import Chip from '@material-ui/core/Chip';
import TextField from '@material-ui/core/TextField';
import { makeStyles, Theme } from '@material-ui/core/styles';
import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import {
  FilterName,
  FILTER_NAMES,
  useScorecardParams,
} from '../../hooks/useScorecardParams';
import { meshName } from '../../lib/names';
import { useMeshTranslation } from '../shared';

const useStyles = makeStyles((theme: Theme) => ({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    marginBottom: theme.spacing(1.5),
  },
  select: { minWidth: 140 },
}));

const CHOICES = {
  stage: [
    'not-meshed',
    'meshed',
    'encrypted',
    'strict',
    'zero-trust',
    'unknown',
  ],
  membership: ['meshed', 'partial', 'not-meshed', 'unknown'],
  mtls: ['strict', 'permissive', 'mixed', 'disabled', 'unknown'],
  health: ['healthy', 'unhealthy', 'too-few-requests', 'no-traffic', 'unknown'],
  recommendation: [
    'adopt',
    'keep',
    'migrate',
    'not-needed',
    'not-meshable',
    'unknown',
  ],
  eligibility: ['eligible', 'exempt', 'not-applicable', 'unknown'],
} as const;
type ChoiceName = keyof typeof CHOICES;
const CHOICE_NAMES = Object.keys(CHOICES) as ChoiceName[];

const TEXTS = {
  stage: 'stage',
  membership: 'membershipShort',
  mtls: 'mtlsShort',
  health: 'health',
  recommendation: 'recommendationVerdict',
  eligibility: 'eligibilityShort',
} as const;

/** The word for a filter's value. */
function useValueText() {
  const { t } = useMeshTranslation();
  return (name: FilterName, value: string): string => {
    if (name in TEXTS && value !== 'none') {
      return t(`${TEXTS[name as ChoiceName]}.${value}` as any, {});
    }
    if (value === 'none') return t('scorecard.heat.none');
    if (name === 'mesh') return meshName(value);
    return value.replace(/^[a-z]+:default\//, '');
  };
}

function SearchField() {
  const { t } = useMeshTranslation();
  const { params, update } = useScorecardParams();
  const current = params.filters.text?.[0] ?? '';
  const [text, setText] = useState(current);
  useEffect(() => setText(current), [current]);
  useDebounce(
    () => {
      if (text !== current) {
        update({
          filters: { ...params.filters, text: text ? [text] : undefined },
        });
      }
    },
    300,
    [text],
  );
  return (
    <TextField
      id="mesh-search"
      label={t('scorecard.filter.text')}
      type="search"
      size="small"
      variant="outlined"
      value={text}
      onChange={event => setText(event.target.value)}
    />
  );
}

/** Narrows the scorecard; what narrows it is shown as chips, each with a way out. */
export function FilterBar() {
  const classes = useStyles();
  const { t } = useMeshTranslation();
  const valueText = useValueText();
  const { params, update } = useScorecardParams();
  const { filters } = params;
  const active = FILTER_NAMES.flatMap(name =>
    (filters[name] ?? []).map(value => ({ name, value })),
  );
  return (
    <>
      <div className={classes.row}>
        <SearchField />
        {CHOICE_NAMES.map(name => {
          const chosen = filters[name] ?? [];
          return (
            <TextField
              key={name}
              select
              id={`mesh-filter-${name}`}
              className={classes.select}
              label={t(`scorecard.filter.${name}`)}
              size="small"
              variant="outlined"
              SelectProps={{ native: true }}
              InputLabelProps={{ shrink: true, htmlFor: `mesh-filter-${name}` }}
              value={chosen.length === 1 ? chosen[0] : ''}
              onChange={({ target }) =>
                update({
                  filters: {
                    ...filters,
                    [name]: target.value ? [target.value] : undefined,
                  },
                })
              }
            >
              <option value="">
                {chosen.length > 1
                  ? chosen.map(value => valueText(name, value)).join(', ')
                  : t('scorecard.filter.any')}
              </option>
              {CHOICES[name].map(value => (
                <option key={value} value={value}>
                  {valueText(name, value)}
                </option>
              ))}
            </TextField>
          );
        })}
      </div>
      {active.length > 0 && (
        <div
          className={classes.row}
          role="group"
          aria-label={t('scorecard.filter.active')}
        >
          {active.map(({ name, value }) => {
            const text = valueText(name, value);
            const label = t(`scorecard.filter.${name}`);
            const remove = () =>
              update({
                filters: {
                  ...filters,
                  [name]: filters[name]?.filter(v => v !== value),
                },
              });
            return (
              <Chip
                key={`${name} ${value}`}
                size="small"
                variant="outlined"
                label={`${label}: ${text}`}
                aria-label={t('scorecard.filter.remove', {
                  name: label,
                  value: text,
                })}
                onDelete={remove}
                onClick={remove}
              />
            );
          })}
          <Button size="small" onClick={() => update({ filters: {} })}>
            {t('scorecard.filter.clear')}
          </Button>
        </div>
      )}
    </>
  );
}
