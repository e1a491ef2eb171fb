import { expect, test } from "vitest";
import { ResidentImages } from "./ResidentImages";

function residentImages(limitBytes = Infinity) {
  const log: string[] = [];
  const images = new ResidentImages<number>({
    upload(pixels) {
      log.push(`upload ${pixels.length}`);
      return pixels.length > limitBytes ? null : pixels.length;
    },
    free: (place) => log.push(`free ${place}`),
  });
  return { images, log };
}

const [small, large] = [new Uint8Array(1), new Uint8Array(2)];

test("a data set is uploaded once for all of its users, and freed with the last", () => {
  const { images, log } = residentImages();
  const [first, second] = [{}, {}];
  for (const user of [first, second, first]) expect(images.hold(user, small)).toBe(1);
  images.release(first);
  expect(log).toEqual(["upload 1"]);
  images.release(second);
  images.release(second);
  expect(log).toEqual(["upload 1", "free 1"]);
});

test("a user that turns to another data set lets go of the one before", () => {
  const { images, log } = residentImages();
  const [first, second] = [{}, {}];
  images.hold(first, small);
  images.hold(first, large);
  expect(log).toEqual(["upload 1", "free 1", "upload 2"]);
  images.hold(second, large);
  images.hold(second, small);
  expect(log.slice(3)).toEqual(["upload 1"]);
});

test("what finds no room is not tried again for every batch", () => {
  const { images, log } = residentImages(1);
  const user = {};
  for (let i = 0; i < 3; i++) expect(images.hold(user, large)).toBeNull();
  images.release(user);
  expect(log).toEqual(["upload 2"]);
});
