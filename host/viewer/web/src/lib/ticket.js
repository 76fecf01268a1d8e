/* Where the bytes of a ticket are. */
export const ticketUrl = (ticket) => `/get/${encodeURIComponent(ticket)}`;
