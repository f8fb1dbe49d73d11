import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  BasicPermission,
} from '@backstage/plugin-permission-common';
import { Request } from 'express';
import { RouterOptions } from './types';

/** Who is asking; throws where they may not. */
export async function authorize(
  req: Request,
  permission: BasicPermission,
  { httpAuth, permissions }: Pick<RouterOptions, 'httpAuth' | 'permissions'>,
): Promise<BackstageCredentials> {
  const credentials = await httpAuth.credentials(req, {
    allow: ['user', 'service'],
  });
  const [decision] = await permissions.authorize([{ permission }], {
    credentials,
  });
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw new NotAllowedError(`This takes the permission ${permission.name}`);
  }
  return credentials;
}
