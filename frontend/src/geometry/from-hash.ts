export interface Place {
  zoom: number;
  lat: number;
  lon: number;
}

/** The view that an address ends with: #map=12.5/61.688/27.272, as on other maps. */
export function fromHash(hash: string): Place | null {
  const match = /^#map=(\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)\/(-?\d+(?:\.\d+)?)$/.exec(hash);
  if (!match) return null;
  const [zoom, lat, lon] = match.slice(1).map(Number);
  if (zoom === undefined || lat === undefined || lon === undefined || Math.abs(lat) > 85 || Math.abs(lon) > 180) return null;
  return { zoom, lat, lon };
}

export function toHash(place: Place): string {
  return `#map=${place.zoom.toFixed(1)}/${place.lat.toFixed(5)}/${place.lon.toFixed(5)}`;
}
