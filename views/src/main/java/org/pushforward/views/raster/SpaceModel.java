package org.pushforward.views.raster;

import java.util.List;
import java.util.stream.DoubleStream;
import org.pushforward.views.colormap.ColorScale;

/**
 * What is in a 3D scene, for whoever draws it: {@link SpaceScene} in software, {@code SceneView} with the graphics card. Coordinates are those of the scene:
 * u to the right, v to the back, w up before it is turned, the box about the origin, its longer side 1.
 *
 * @param solids triangles
 * @param balls points
 * @param strands lines, which lie on solids rather than in them
 */
public record SpaceModel(List<Solid> solids, List<Balls> balls, List<Strands> strands) {

    public SpaceModel {
        solids = List.copyOf(solids);
        balls = List.copyOf(balls);
        strands = List.copyOf(strands);
    }

    /** How many balls there are. */
    public int ballCount() {
        return balls.stream().mapToInt(b -> b.uvw().length / 3).sum();
    }

    /**
     * @param facets in coordinates of the scene
     * @param plain the color of what has no values
     * @param quantity what the values are, with their unit
     */
    public record Solid(Facets facets, ColorScale colors, int plain, String quantity) { }

    /**
     * @param radii in units of the scene, one a ball
     * @param values to be colored by, or none
     * @param quantity what they are, with their unit
     */
    public record Balls(double[] uvw, double[] radii, double[] values, ColorScale colors, int plain, String quantity) {

        public int argb(int k) {
            return values.length > 0 ? colors.argb(values[k]) : plain;
        }
    }

    /**
     * Segments between pairs of points.
     *
     * @param values of the points, by the first of which a segment is colored, or none
     * @param opacity of these colors
     * @param plain the color of what has no values, with its own opacity
     * @param width in pixels
     */
    public record Strands(double[] uvw, int[] pairs, double[] values, ColorScale colors, double opacity, int plain, double width) {

        Strands(double[] uvw, int[] pairs, ColorScale colors, int plain, double width) {
            this(uvw, pairs, new double[0], colors, 1, plain, width);
        }

        public int argb(int point) {
            return values.length > 0 ? Pen.faded(colors.argb(values[point]), opacity) : plain;
        }
    }

    /**
     * A model as it is looked at.
     *
     * @param matrix three rows of four, from (u, v, w, 1) to pixels to the right, down and away
     * @param room the part of the picture that it is seen in
     */
    public record Seen(SpaceModel model, double[] matrix, Box room, Light light) {

        /** Pixels per unit of the scene: all axes have one. */
        public double scale() {
            return Math.sqrt(DoubleStream.of(matrix[0], matrix[1], matrix[2]).map(v -> v * v).sum());
        }

        /** Right, down and away of points of the scene, in pixels. */
        public double[] project(double[] uvw) {
            double[] p = new double[uvw.length];
            for (int k = 0; k < uvw.length; k += 3) {
                for (int row = 0; row < 3; row++) {
                    int m = 4 * row;
                    p[k + row] = matrix[m] * uvw[k] + matrix[m + 1] * uvw[k + 1] + matrix[m + 2] * uvw[k + 2] + matrix[m + 3];
                }
            }
            return p;
        }
    }
}
