/** Where the API is: beside the folder that this page is served from. */
const pages = new URL(import.meta.env.BASE_URL, location.href);

export const API_URL = new URL('../graphql', pages);

export const SOCKET_URL = new URL(API_URL);
SOCKET_URL.protocol = API_URL.protocol === 'https:' ? 'wss:' : 'ws:';
