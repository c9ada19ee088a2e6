package org.pushforward.engine.networks;

import java.util.Arrays;

/**
 * The encoder of Point-NN (Zhang, Wang, Wang, Gao, Li & Shi 2023, arXiv:2303.08134, section 2), which has no weights: coordinates become sines
 * and cosines; each stage keeps half of the points, farthest first, looks at their nearest neighbors, writes features of neighbor and center
 * side by side, weighs them by sines of where the neighbor lies, (f + e) ∘ e, and pools by maximum plus mean. Points are put in lexicographic
 * order first, so that the result does not hang on their order at all. Standard normalization of neighborhoods; no batch statistics.
 *
 * @param stages each doubles the width and halves the points
 * @param width of the first features, a multiple of 6
 * @param neighbors k
 */
record PointEncoder(int stages, int width, int neighbors) {

    private static final double ALPHA = 1000;
    private static final double BETA = 100;

    /** @param kept after each stage, numbers of points of the cloud as it was sorted, and {@code xyz} that */
    record Encoded(double[] feature, double[] xyz, int[][] kept) { }

    int features() {
        return width << stages;
    }

    Encoded encoded(double[] cloud) {
        double[] xyz = sorted(cloud);
        int n = xyz.length / 3;
        int[] present = new int[n];
        Arrays.setAll(present, k -> k);
        double[] f = new double[n * width];
        for (int p = 0; p < n; p++) {
            embedded(xyz[3 * p], xyz[3 * p + 1], xyz[3 * p + 2], frequencies(width), f, p * width);
        }
        int[][] kept = new int[stages][];
        int d = width;
        for (int s = 0; s < stages; s++) {
            int[] centers = farthest(xyz, present, Math.max(1, present.length / 2));
            f = stage(xyz, present, f, d, centers);
            d *= 2;
            int[] from = present;
            present = Arrays.stream(centers).map(c -> from[c]).toArray();
            kept[s] = present;
        }
        double[] pooled = new double[d];
        pool(f, d, present.length, pooled, 0);
        return new Encoded(pooled, xyz, kept);
    }

    private static double[] sorted(double[] cloud) {
        Integer[] order = new Integer[cloud.length / 3];
        Arrays.setAll(order, k -> k);
        Arrays.sort(order, (i, j) -> {
            int k = 0;
            while (k < 2 && cloud[3 * i + k] == cloud[3 * j + k]) {
                k++;
            }
            return Double.compare(cloud[3 * i + k], cloud[3 * j + k]);
        });
        double[] xyz = new double[cloud.length];
        for (int p = 0; p < order.length; p++) {
            System.arraycopy(cloud, 3 * order[p], xyz, 3 * p, 3);
        }
        return xyz;
    }

    /** A third of the width for each coordinate: sin and cos of βx/α^{f/F}. */
    static void embedded(double x, double y, double z, int width, double[] out, int at) {
        embedded(x, y, z, frequencies(width), out, at);
    }

    /** β/α^{f/F}. */
    private static double[] frequencies(int width) {
        double[] b = new double[width / 6];
        Arrays.setAll(b, q -> BETA / Math.pow(ALPHA, (double) q / b.length));
        return b;
    }

    private static void embedded(double x, double y, double z, double[] frequencies, double[] out, int at) {
        double[] c = {x, y, z};
        int each = frequencies.length;
        for (int k = 0; k < 3; k++) {
            for (int q = 0; q < each; q++) {
                double phase = c[k] * frequencies[q];
                out[at + 2 * (k * each + q)] = Math.sin(phase);
                out[at + 2 * (k * each + q) + 1] = Math.cos(phase);
            }
        }
    }

    private static double distance(double[] xyz, int i, int j) {
        double x = xyz[3 * i] - xyz[3 * j];
        double y = xyz[3 * i + 1] - xyz[3 * j + 1];
        double z = xyz[3 * i + 2] - xyz[3 * j + 2];
        return x * x + y * y + z * z;
    }

    /** Places in {@code present} of points each of which is farthest from those before; the first is the first of the order. */
    private static int[] farthest(double[] xyz, int[] present, int count) {
        int[] chosen = new int[count];
        double[] nearest = new double[present.length];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        for (int c = 1; c < count; c++) {
            int next = 0;
            for (int p = 0; p < present.length; p++) {
                nearest[p] = Math.min(nearest[p], distance(xyz, present[p], present[chosen[c - 1]]));
                next = nearest[p] > nearest[next] ? p : next;
            }
            chosen[c] = next;
        }
        return chosen;
    }

    private double[] stage(double[] xyz, int[] present, double[] f, int d, int[] centers) {
        int k = Math.min(neighbors, present.length);
        int wide = 2 * d;
        double[] out = new double[centers.length * wide];
        double[] grouped = new double[k * wide];
        double[] position = new double[wide];
        double[] frequencies = frequencies(wide);
        for (int c = 0; c < centers.length; c++) {
            int center = present[centers[c]];
            int[] near = nearest(xyz, present, center, k);
            double spread = 0;
            for (int q = 0; q < k; q++) {
                spread += distance(xyz, present[near[q]], center);
            }
            double scale = 1 / Math.max(1e-9, Math.sqrt(spread / k));
            for (int q = 0; q < k; q++) {
                int p = present[near[q]];
                embedded(scale * (xyz[3 * p] - xyz[3 * center]) / 3, scale * (xyz[3 * p + 1] - xyz[3 * center + 1]) / 3, scale * (xyz[3 * p + 2] - xyz[3 * center + 2]) / 3, frequencies, position, 0);
                for (int i = 0; i < d; i++) {
                    grouped[q * wide + i] = (f[near[q] * d + i] + position[i]) * position[i];
                    grouped[q * wide + d + i] = (f[centers[c] * d + i] + position[d + i]) * position[d + i];
                }
            }
            pool(grouped, wide, k, out, c * wide);
        }
        return out;
    }

    /** Places in {@code present}, nearest first; ties by the order of points. */
    private static int[] nearest(double[] xyz, int[] present, int center, int k) {
        double[] d = new double[present.length];
        Integer[] order = new Integer[d.length];
        for (int p = 0; p < d.length; p++) {
            d[p] = distance(xyz, present[p], center);
            order[p] = p;
        }
        Arrays.sort(order, (i, j) -> Double.compare(d[i], d[j]));
        return Arrays.stream(order).limit(k).mapToInt(p -> p).toArray();
    }

    /** Maximum plus mean over rows. */
    private static void pool(double[] rows, int width, int count, double[] out, int at) {
        for (int i = 0; i < width; i++) {
            double most = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (int r = 0; r < count; r++) {
                most = Math.max(most, rows[r * width + i]);
                sum += rows[r * width + i];
            }
            out[at + i] = most + sum / count;
        }
    }
}
