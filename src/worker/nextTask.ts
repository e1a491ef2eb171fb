/**
 * Lets the worker hear its messages: a loop that awaits only settled promises never does. Not a timer
 * or an animation frame, which hidden tabs slow down.
 */
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}
