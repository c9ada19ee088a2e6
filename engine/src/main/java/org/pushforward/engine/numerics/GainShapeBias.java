package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * Vectors of m numbers kept as gain, shape and bias: cᵢ ≈ gᵢ w_{k(i)} + bᵢ, b the mean, g the length of what is left, w one of K shapes that all share,
 * found as means of clusters ({@link KMeans}); shapes have mean 0 and length at most 1. The squared error is Σ gᵢ² ‖sᵢ − w_{k(i)}‖², s the own shape. Stored in
 * 8 bits: K m bytes of shapes and 3 a vector (number, gain, bias); the three scales beside are not counted. Immutable and thread-safe.
 *
 * @param m numbers of a vector
 * @param words K asked for; when there are fewer vectors than that, the rest of the book stays empty
 */
public record GainShapeBias(int m, int words, double[] gain, double[] bias, double[] shape, KMeans book) {

    private static final int LEVELS = 256;

    /**
     * What is stored.
     *
     * @param shapes K × m
     */
    public record Packed(byte[] shapes, byte[] number, byte[] gain, byte[] bias, double shapeScale, double gainScale, double biasScale) {
        public int bytes() {
            return shapes.length + number.length + gain.length + bias.length;
        }
    }

    /**
     * With a book that is drawn anew and not yet improved.
     *
     * @param c n × m
     * @param u K numbers uniform in (0, 1]
     */
    public static GainShapeBias drawn(double[] c, int m, int words, double[] u) {
        if (words < 1 || words > LEVELS) {
            throw new IllegalArgumentException(words + " words do not have a number of 8 bits");
        }
        GainShapeBias split = split(c, m, words);
        return split.with(KMeans.drawn(split.shape, m, Math.min(words, c.length / m), u));
    }

    private static GainShapeBias split(double[] c, int m, int words) {
        int n = c.length / m;
        double[] gain = new double[n];
        double[] bias = new double[n];
        double[] shape = new double[c.length];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < m; k++) {
                bias[i] += c[i * m + k] / m;
            }
            double square = 0;
            for (int k = 0; k < m; k++) {
                shape[i * m + k] = c[i * m + k] - bias[i];
                square += shape[i * m + k] * shape[i * m + k];
            }
            gain[i] = Math.sqrt(square);
            for (int k = 0; k < m; k++) {
                shape[i * m + k] = gain[i] == 0 ? 0 : shape[i * m + k] / gain[i];
            }
        }
        return new GainShapeBias(m, words, gain, bias, shape, new KMeans(new double[0], new int[0], Double.POSITIVE_INFINITY));
    }

    private GainShapeBias with(KMeans other) {
        return new GainShapeBias(m, words, gain, bias, shape, other);
    }

    /** Other vectors, with this book after a turn on them. */
    public GainShapeBias following(double[] c) {
        GainShapeBias next = split(c, m, words);
        // The cost is that of the vectors before and says nothing now.
        return next.with(new KMeans(book.means(), book.of(), Double.POSITIVE_INFINITY).improved(next.shape, m));
    }

    /** The book after at most so many turns more. */
    public GainShapeBias improved(int turns) {
        KMeans b = book;
        for (int k = 0; k < turns; k++) {
            KMeans next = b.improved(shape, m);
            if (next == b) {
                break;
            }
            b = next;
        }
        return with(b);
    }

    /** gᵢ w_{k(i)} + bᵢ in full precision. */
    public double[] exact() {
        double[] c = new double[shape.length];
        Arrays.setAll(c, k -> gain[k / m] * book.means()[book.of()[k / m] * m + k % m] + bias[k / m]);
        return c;
    }

    /** Σ gᵢ² ‖sᵢ − w_{k(i)}‖². */
    public double error() {
        double sum = 0;
        for (int k = 0; k < shape.length; k++) {
            double e = gain[k / m] * (shape[k] - book.means()[book.of()[k / m] * m + k % m]);
            sum += e * e;
        }
        return sum;
    }

    /** The largest |mean| of a shape of the book: 0. */
    public double meanError() {
        double worst = 0;
        for (int w = 0; w < book.means().length; w += m) {
            worst = Math.max(worst, Math.abs(Arrays.stream(book.means(), w, w + m).sum() / m));
        }
        return worst;
    }

    public Packed packed() {
        int n = gain.length;
        double shapeScale = largest(book.means());
        double gainScale = largest(gain);
        double biasScale = largest(bias);
        byte[] shapes = new byte[words * m];
        System.arraycopy(signed(book.means(), shapeScale), 0, shapes, 0, book.means().length);
        byte[] number = new byte[n];
        byte[] g = new byte[n];
        for (int i = 0; i < n; i++) {
            number[i] = (byte) book.of()[i];
            g[i] = (byte) Math.round(gainScale == 0 ? 0 : gain[i] / gainScale * (LEVELS - 1));
        }
        return new Packed(shapes, number, g, signed(bias, biasScale), shapeScale, gainScale, biasScale);
    }

    private static double largest(double[] v) {
        return Arrays.stream(v).map(Math::abs).max().orElse(0);
    }

    /** −127 to 127 steps of scale/127. */
    private static byte[] signed(double[] v, double scale) {
        byte[] b = new byte[v.length];
        for (int k = 0; k < v.length; k++) {
            b[k] = (byte) Math.round(scale == 0 ? 0 : v[k] / scale * Byte.MAX_VALUE);
        }
        return b;
    }

    /** The vectors as they come back from what is stored. */
    public static double[] unpacked(Packed p, int m) {
        double[] c = new double[p.number.length * m];
        for (int k = 0; k < c.length; k++) {
            int i = k / m;
            double gain = (p.gain[i] & 0xff) * p.gainScale / (LEVELS - 1);
            c[k] = gain * p.shapes[(p.number[i] & 0xff) * m + k % m] * p.shapeScale / Byte.MAX_VALUE + p.bias[i] * p.biasScale / Byte.MAX_VALUE;
        }
        return c;
    }
}
