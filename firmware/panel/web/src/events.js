/*
 * Calls heard(event) for each, and line(up, closed) when the line comes up or breaks; closed: it will
 * not come again by itself. Returns how to end it.
 */
export function listen(heard, line) {
  const source = new EventSource('/api/events');
  source.onopen = () => line(true);
  source.onerror = () => line(false, source.readyState === EventSource.CLOSED);
  source.onmessage = (m) => heard(JSON.parse(m.data));
  return () => source.close();
}
