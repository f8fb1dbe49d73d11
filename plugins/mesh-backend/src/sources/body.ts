/**
 * Reads a body as text as it arrives, and lets the connection go when there is more than `maxBytes`
 * of it. A body that was packed counts unpacked.
 */
export async function readText(
  response: Response,
  maxBytes: number,
): Promise<{ text: string; cut: boolean }> {
  if (!response.body) return { text: '', cut: false };
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = '';
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), cut: false };
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      return { text, cut: true };
    }
    text += decoder.decode(value, { stream: true });
  }
}
