// What Plot takes from d3, without what maps, zooming and transitions need.
export * from "d3-array";
export * from "d3-axis";
export * from "d3-color";
export * from "d3-format";
export * from "d3-interpolate";
export * from "d3-path";
export * from "d3-random";
export * from "d3-scale";
export * from "d3-scale-chromatic";
export * from "d3-selection";
export * from "d3-shape";
export * from "d3-time";
export * from "d3-time-format";

// Plot's marks for maps, trees and fields name these; no chart here has such a mark.
const absent = () => {
  throw new Error("not in this bundle");
};
export {
  absent as Delaunay,
  absent as cluster,
  absent as contourDensity,
  absent as contours,
  absent as geoAlbers,
  absent as geoAlbersUsa,
  absent as geoAzimuthalEqualArea,
  absent as geoAzimuthalEquidistant,
  absent as geoCentroid,
  absent as geoClipRectangle,
  absent as geoConicConformal,
  absent as geoConicEqualArea,
  absent as geoConicEquidistant,
  absent as geoEqualEarth,
  absent as geoEquirectangular,
  absent as geoGnomonic,
  absent as geoGraticule10,
  absent as geoMercator,
  absent as geoOrthographic,
  absent as geoPath,
  absent as geoStereographic,
  absent as geoStream,
  absent as geoTransverseMercator,
  absent as stratify,
  absent as tree,
};

// Plot makes one when it is loaded.
export const geoTransform = () => absent;
