/** Who looks, and which server answers. */
import type { UseQueryResult } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';

import { noteServerNow, ownTime } from '../live/clock.js';
import { execute } from './execute.js';
import { SHELL } from './keys.js';
import { Shell, type ShellQuery } from './operations/shell.generated.js';

export type Role = ShellQuery['viewer']['role'];

/** `refetchInterval`: milliseconds after which it is asked for again. */
export const useShell = (refetchInterval?: number): UseQueryResult<ShellQuery> =>
  useQuery({
    queryKey: SHELL,
    queryFn: async ({ signal }) => {
      const sentAt = ownTime();
      const answer = await execute(Shell, {}, signal);
      noteServerNow(answer.server.now, sentAt);
      return answer;
    },
    staleTime: 60_000,
    ...(refetchInterval === undefined ? {} : { refetchInterval }),
  });

/** May the one who looks do what these roles may? False until it is known. */
export function useMay(roles: readonly Role[] = ['OPERATOR']): boolean {
  const role = useShell().data?.viewer.role;
  return role !== undefined && roles.includes(role);
}
