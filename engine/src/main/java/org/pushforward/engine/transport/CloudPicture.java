package org.pushforward.engine.transport;

import java.util.Arrays;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.study.Look;

/** A cloud of colors drawn in its own colors, seen a little from above: black below, white on top, hues around. Near ones cover far ones. Stateless. */
final class CloudPicture {

    private static final int SIDE = 220;
    private static final int GROUND = 0x22262c;
    private static final int DOT = 1;
    private static final double TILT = 0.45;
    /** Rows: across, up, towards the eye. */
    private static final double[][] RGB = {{1 / Math.sqrt(2), -1 / Math.sqrt(2), 0}, {1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3)}, {1 / Math.sqrt(6), 1 / Math.sqrt(6), -2 / Math.sqrt(6)}};
    private static final double[][] LAB = {{0, 1, 0}, {1, 0, 0}, {0, 0, 1}};

    private CloudPicture() { }

    static void draw(String id, double[] colors, ColorSpace space, Look to) {
        to.picture(id, SIDE, SIDE, Rect.UNIT, pixels(colors, space));
    }

    static int[] pixels(double[] colors, ColorSpace space) {
        boolean isLab = space.name().equals(ColorSpace.LAB);
        double[][] axes = isLab ? LAB : RGB;
        double[] middle = isLab ? new double[] {0.5, 0, 0} : new double[] {0.5, 0.5, 0.5};
        double scale = SIDE * (isLab ? 0.6 : 0.58);
        int[] rgb = new int[SIDE * SIDE];
        double[] near = new double[SIDE * SIDE];
        Arrays.fill(rgb, GROUND);
        Arrays.fill(near, Double.NEGATIVE_INFINITY);
        double[] seen = new double[3];
        for (int k = 0; k < colors.length; k += 3) {
            for (int r = 0; r < 3; r++) {
                seen[r] = 0;
                for (int i = 0; i < 3; i++) {
                    seen[r] += axes[r][i] * (colors[k + i] - middle[i]);
                }
            }
            int across = (int) Math.round(0.5 * SIDE + scale * seen[0]);
            int down = (int) Math.round(0.5 * SIDE - scale * (Math.cos(TILT) * seen[1] - Math.sin(TILT) * seen[2]));
            double depth = Math.cos(TILT) * seen[2] + Math.sin(TILT) * seen[1];
            dot(rgb, near, across, down, depth, space.pixel(colors[k], colors[k + 1], colors[k + 2]));
        }
        return rgb;
    }

    private static void dot(int[] rgb, double[] near, int across, int down, double depth, int color) {
        for (int y = Math.max(0, down - DOT); y <= Math.min(SIDE - 1, down + DOT); y++) {
            for (int x = Math.max(0, across - DOT); x <= Math.min(SIDE - 1, across + DOT); x++) {
                if (depth > near[y * SIDE + x]) {
                    near[y * SIDE + x] = depth;
                    rgb[y * SIDE + x] = color;
                }
            }
        }
    }
}
