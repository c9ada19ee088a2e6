package org.pushforward.engine.numerics;

/**
 * The structural similarity of Wang, Bovik, Sheikh &amp; Simoncelli (2004, doi:10.1109/TIP.2003.819861) of pictures with values about 0 to 1: the mean over groups
 * of pixels of (2ab + C₁)(2σ_ab + C₂)/((a² + b² + C₁)(σ_a² + σ_b² + C₂)), with means a, b, (co)variances σ, C₁ = .01², C₂ = .03², and all pixels of a group alike.
 * One at equality and nowhere more, symmetric. Groups are all windows of a picture, its blocks, or any pixels that stand together in an order (Xie et al. 2023,
 * arXiv:2308.07032). Stateless.
 */
public final class StructuralSimilarity {

    public static final double C1 = 1e-4;
    public static final double C2 = 9e-4;

    private StructuralSimilarity() { }

    /** Over all windows of side × side that lie in a picture of rows × columns; O(pixels · side²). */
    public static double sliding(double[] a, double[] b, int rows, int columns, int side) {
        return strided(a, b, rows, columns, side, 1);
    }

    /** Over blocks of side × side, which do not overlap; what is left of rows and columns does not count. */
    public static double blocks(double[] a, double[] b, int rows, int columns, int side) {
        return strided(a, b, rows, columns, side, side);
    }

    private static double strided(double[] a, double[] b, int rows, int columns, int side, int stride) {
        double sum = 0;
        int count = 0;
        int[] group = new int[side * side];
        for (int i = 0; i + side <= rows; i += stride) {
            for (int j = 0; j + side <= columns; j += stride) {
                for (int k = 0; k < group.length; k++) {
                    group[k] = (i + k / side) * columns + j + k % side;
                }
                sum += of(a, b, group, 0, group.length);
                count++;
            }
        }
        return sum / count;
    }

    /** Over groups of {@code size} pixels that follow one another in an order, whose length is a multiple of it. */
    public static double grouped(double[] a, double[] b, int[] order, int size) {
        double sum = 0;
        for (int from = 0; from < order.length; from += size) {
            sum += of(a, b, order, from, size);
        }
        return sum / (order.length / size);
    }

    /** The order in which the blocks of a picture follow one another, each whole. */
    public static int[] blockOrder(int rows, int columns, int side) {
        int[] order = new int[rows * columns];
        int across = columns / side;
        for (int k = 0; k < order.length; k++) {
            int block = k / (side * side);
            int inside = k % (side * side);
            order[k] = (block / across * side + inside / side) * columns + block % across * side + inside % side;
        }
        return order;
    }

    private static double of(double[] a, double[] b, int[] which, int from, int count) {
        double meanA = 0;
        double meanB = 0;
        for (int k = from; k < from + count; k++) {
            meanA += a[which[k]] / count;
            meanB += b[which[k]] / count;
        }
        double aa = 0;
        double bb = 0;
        double ab = 0;
        for (int k = from; k < from + count; k++) {
            aa += (a[which[k]] - meanA) * (a[which[k]] - meanA) / count;
            bb += (b[which[k]] - meanB) * (b[which[k]] - meanB) / count;
            ab += (a[which[k]] - meanA) * (b[which[k]] - meanB) / count;
        }
        return (2 * meanA * meanB + C1) * (2 * ab + C2) / ((meanA * meanA + meanB * meanB + C1) * (aa + bb + C2));
    }
}
