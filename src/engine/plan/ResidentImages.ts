/**
 * 8-bit data sets that stay on a device: each is uploaded once, is shared by all engines that train or
 * predict on it, and goes when the last of them is done with it.
 */
export interface ResidentMemory<Place> {
  /** null where there is no room. */
  upload(pixels: Uint8Array): Place | null;
  free(place: Place): void;
}

interface Resident<Place> {
  place: Place | null;
  users: Set<object>;
}

export class ResidentImages<Place> {
  private readonly residents = new Map<Uint8Array, Resident<Place>>();

  constructor(private readonly memory: ResidentMemory<Place>) {}

  /**
   * Where the device has all of `pixels`, or null where they have to be copied batch by batch. A user
   * holds one data set at a time.
   */
  hold(user: object, pixels: Uint8Array): Place | null {
    let resident = this.residents.get(pixels);
    if (!resident?.users.has(user)) {
      this.release(user);
      resident ??= { place: this.memory.upload(pixels), users: new Set() };
      resident.users.add(user);
      this.residents.set(pixels, resident);
    }
    return resident.place;
  }

  release(user: object): void {
    for (const [pixels, { place, users }] of this.residents) {
      if (!users.delete(user) || users.size > 0) continue;
      this.residents.delete(pixels);
      if (place !== null) this.memory.free(place);
    }
  }
}
