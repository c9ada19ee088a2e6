package org.pushforward.engine.networks;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.AreaAverage;
import org.pushforward.engine.data.Photograph;
import org.pushforward.engine.data.PictureReader;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;

/**
 * What a field is learnt from: numbers that are weighted sums of its values at some places, one place for a pixel, {@value #ALONG} for a line through it.
 *
 * @param truth the picture, {@value #SIDE} × {@value #SIDE}, index i · side + j with j upwards
 * @param places samples × each × 2, in the unit square
 * @param weights samples × each
 * @param target a number a sample
 */
record FieldSamples(double[] truth, int each, double[] places, double[] weights, double[] target) {

    static final int SIDE = 64;
    private static final int PIXELS = SIDE * SIDE;
    private static final int CROP = 192;
    private static final int VIEWS = 3;
    private static final int ALONG = 48;
    /** Half of the length of a line; the square fits in. */
    private static final double REACH = Math.sqrt(0.5);

    int count() {
        return target.length;
    }

    /** @param kind {@code dense}, {@code sparse}, {@code noisy} or {@code views} */
    static FieldSamples of(String kind, double noise, Philox random) {
        double[] truth = picture();
        if (kind.equals("views")) {
            return lines(truth);
        }
        double[] u = new double[PIXELS];
        random.uniforms(0, 1, 0, PIXELS, u, 0);
        int[] which = kind.equals("sparse") ? Arrays.stream(Vectors.smallest(u, PIXELS / 10)).sorted().toArray()
                : IntStream.range(0, PIXELS).toArray();
        double[] z = new double[PIXELS];
        random.normals(0, 1, 1, PIXELS, z, 0);
        double deviation = kind.equals("noisy") ? noise : 0;
        double[] weights = new double[which.length];
        Arrays.fill(weights, 1);
        double[] grid = grid();
        return new FieldSamples(truth, 1, Arrays.stream(which).mapToObj(k -> Arrays.copyOfRange(grid, 2 * k, 2 * k + 2)).flatMapToDouble(Arrays::stream).toArray(), weights,
                Arrays.stream(which).mapToDouble(k -> truth[k] + deviation * z[k]).toArray());
    }

    /** Centres of all pixels. */
    static double[] grid() {
        double[] xy = new double[2 * PIXELS];
        Arrays.setAll(xy, k -> ((k % 2 == 0 ? k / 2 / SIDE : k / 2 % SIDE) + 0.5) / SIDE);
        return xy;
    }

    /** Roofs and hills of a photograph that ships with the program. */
    private static double[] picture() {
        Photograph p = PictureReader.read(SourceFile.sample("china.jpg"));
        double[] crop = new double[CROP * CROP];
        Arrays.setAll(crop, k -> p.luminance()[(k / CROP + (p.nx() - CROP) / 2) * p.ny() + k % CROP + (p.ny() - CROP) / 2]);
        return AreaAverage.square(crop, CROP, SIDE);
    }

    /** Integrals along parallel lines in three directions. */
    private static FieldSamples lines(double[] truth) {
        int n = VIEWS * SIDE;
        double[] places = new double[n * ALONG * 2];
        double[] weights = new double[n * ALONG];
        double[] target = new double[n];
        for (int k = 0; k < weights.length; k++) {
            int line = k / ALONG;
            double angle = Math.PI * (line / SIDE) / VIEWS;
            double s = (2 * (line % SIDE + 0.5) / SIDE - 1) * REACH;
            double t = (2 * (k % ALONG + 0.5) / ALONG - 1) * REACH;
            double x = 0.5 + s * Math.cos(angle) - t * Math.sin(angle);
            double y = 0.5 + s * Math.sin(angle) + t * Math.cos(angle);
            boolean isInside = x >= 0 && x < 1 && y >= 0 && y < 1;
            places[2 * k] = x;
            places[2 * k + 1] = y;
            weights[k] = isInside ? 2 * REACH / ALONG : 0;
            target[line] += isInside ? weights[k] * truth[(int) (x * SIDE) * SIDE + (int) (y * SIDE)] : 0;
        }
        return new FieldSamples(truth, ALONG, places, weights, target);
    }

    /** The picture as far as its pixels are samples, cut at 0 and 1, and zero elsewhere. */
    double[] known() {
        double[] all = new double[PIXELS];
        for (int k = 0; k < count(); k++) {
            all[(int) (places[2 * k] * SIDE) * SIDE + (int) (places[2 * k + 1] * SIDE)] = Math.clamp(target[k], 0, 1);
        }
        return all;
    }

    /** Places, weights and targets of some samples. */
    FieldSamples picked(int[] which) {
        double[] p = new double[which.length * each * 2];
        double[] w = new double[which.length * each];
        for (int k = 0; k < which.length; k++) {
            System.arraycopy(places, which[k] * each * 2, p, k * each * 2, each * 2);
            System.arraycopy(weights, which[k] * each, w, k * each, each);
        }
        return new FieldSamples(truth, each, p, w, Arrays.stream(which).mapToDouble(k -> target[k]).toArray());
    }
}
