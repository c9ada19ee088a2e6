package org.pushforward.engine.bridge.discrete.networks;

import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.data.HandwrittenDigits;

/** Contact sheets of digits: fields of grey values with a line of paper between two images. Stateless. */
final class DigitSheet {

    static final int ROWS = 6;
    static final int COLUMNS = 8;
    private static final int SIDE = HandwrittenDigits.SIDE;
    private static final int PITCH = SIDE + 1;

    private DigitSheet() { }

    /** One image a row, at up to {@value #COLUMNS} times from left to right. */
    static Layer ways(String id, String label, int[][] ways, DigitProblem problem) {
        int last = ways.length - 1;
        int columns = Math.min(COLUMNS, last + 1);
        return sheet(id, label, columns, (row, column) ->
                new At(ways[columns == 1 ? last : Math.round((float) column * last / (columns - 1))], row), problem);
    }

    /** The first images. */
    static Layer images(String id, String label, int[] images, DigitProblem problem) {
        int n = images.length / HandwrittenDigits.PIXELS;
        return sheet(id, label, COLUMNS, (row, column) -> new At(images, (row * COLUMNS + column) % n), problem);
    }

    /** Image number k among images. */
    private record At(int[] images, int k) { }

    /** What is at a place. */
    @FunctionalInterface
    private interface Contents {
        At at(int row, int column);
    }

    private static Layer sheet(String id, String label, int columns, Contents contents, DigitProblem problem) {
        int nx = columns * PITCH + 1;
        int ny = ROWS * PITCH + 1;
        double[] values = new double[nx * ny];
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < columns; column++) {
                At at = contents.at(row, column);
                double[] grey = problem.grey(at.images);
                for (int k = 0; k < HandwrittenDigits.PIXELS; k++) {
                    int i = column * PITCH + 1 + k % SIDE;
                    int j = ny - 2 - row * PITCH - k / SIDE;
                    values[i * ny + j] = grey[at.k * HandwrittenDigits.PIXELS + k];
                }
            }
        }
        return new Layer.ScalarField(id, label, "", nx, ny, new Rect(0, 0, columns, ROWS), values);
    }

    /** One image, index i·8 + j with j upwards. */
    static Layer picture(String id, String label, double[] values) {
        return new Layer.ScalarField(id, label, "", SIDE, SIDE, new Rect(0, 0, SIDE, SIDE), values);
    }

    /** The mean of images, index i·8 + j with j upwards. */
    static double[] mean(double[] grey) {
        double[] mean = new double[HandwrittenDigits.PIXELS];
        double n = (double) grey.length / HandwrittenDigits.PIXELS;
        for (int k = 0; k < grey.length; k++) {
            int pixel = k % HandwrittenDigits.PIXELS;
            mean[pixel % SIDE * SIDE + SIDE - 1 - pixel / SIDE] += grey[k] / n;
        }
        return mean;
    }
}
