package org.pushforward.engine.wireless;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.Philox;

/**
 * A synchronization block of 5G: {@value #SYMBOLS} symbols of {@value #CARRIERS} subcarriers (3GPP TS 38.211, table 7.4.3.1-1). Symbol 0 has the primary
 * sequence on subcarriers 56 to 182 and nothing elsewhere, symbol 2 the secondary one there and nothing 8 below and 9 above it, all else is broadcast: 130
 * elements are empty. Primary sequence: d(n) = 1 − 2x((n + 43·cell) mod 127), x(i + 7) = x(i + 4) + x(i) mod 2 from x(0…6) = 0110111 (7.4.2.2.1). The
 * secondary sequence and the broadcast are random QPSK here. Power one an element.
 *
 * @param re real parts, symbol by symbol; {@code im} likewise
 */
record SyncBlock(double[] re, double[] im) {

    static final int SYMBOLS = 4;
    static final int CARRIERS = 240;
    static final int ELEMENTS = SYMBOLS * CARRIERS;
    static final int SEQUENCE = 127;
    private static final int FIRST = 56;
    private static final int[] EMPTY = IntStream.range(0, ELEMENTS).filter(SyncBlock::isEmpty).toArray();
    private static final int BITS = 48;
    private static final int ROWS = 128;
    private static final int COARSE = 16;
    private static final int LEVELS = 3;
    /** Numbers that a detector is told: coarse parts and bands of energies and of correlations. */
    static final int FEATURES = 2 * (COARSE + LEVELS);

    private static boolean isEmpty(int element) {
        int symbol = element / CARRIERS;
        int k = element % CARRIERS;
        return symbol == 0 && (k < FIRST || k > 182) || symbol == 2 && (k >= 48 && k < FIRST || k > 182 && k < 192);
    }

    static int emptyCount() {
        return EMPTY.length;
    }

    static double[] sequence(int cell) {
        int[] x = new int[SEQUENCE];
        System.arraycopy(new int[] {0, 1, 1, 0, 1, 1, 1}, 0, x, 0, 7);
        for (int i = 0; i + 7 < SEQUENCE; i++) {
            x[i + 7] = (x[i + 4] + x[i]) % 2;
        }
        return IntStream.range(0, SEQUENCE).mapToDouble(n -> 1 - 2 * x[(n + 43 * cell) % SEQUENCE]).toArray();
    }

    /**
     * One that is received.
     *
     * @param number tells one block from another
     * @param power of noise and jammer together, an element
     */
    static SyncBlock received(Philox random, long number, int step, double[] sequence, double power) {
        double[] u = new double[2 * ELEMENTS / BITS + 1];
        double[] z = new double[2 * ELEMENTS];
        random.uniforms(number, 1, step, u.length, u, 0);
        random.normals(number, 1, step, z.length, z, 0);
        double deviation = Math.sqrt(0.5 * power);
        double[] re = new double[ELEMENTS];
        double[] im = new double[ELEMENTS];
        double half = Math.sqrt(0.5);
        for (int e = 0; e < ELEMENTS; e++) {
            boolean isPrimary = e >= FIRST && e < FIRST + SEQUENCE;
            boolean isQpsk = !isPrimary && !isEmpty(e);
            re[e] = deviation * z[2 * e] + (isPrimary ? sequence[e - FIRST] : isQpsk ? sign(u, 2 * e) * half : 0);
            im[e] = deviation * z[2 * e + 1] + (isQpsk ? sign(u, 2 * e + 1) * half : 0);
        }
        return new SyncBlock(re, im);
    }

    private static int sign(double[] u, int bit) {
        long bits = (long) (u[bit / BITS] * (1L << BITS));
        return (bits >> bit % BITS & 1) == 0 ? 1 : -1;
    }

    /** Real and imaginary parts in turn. */
    double[] samples() {
        double[] s = new double[2 * ELEMENTS];
        for (int e = 0; e < ELEMENTS; e++) {
            s[2 * e] = re[e];
            s[2 * e + 1] = im[e];
        }
        return s;
    }

    double[] energies() {
        return IntStream.range(0, ELEMENTS).mapToDouble(e -> re[e] * re[e] + im[e] * im[e]).toArray();
    }

    /** Mean of the empty elements. */
    double emptyEnergy() {
        return Arrays.stream(EMPTY).mapToDouble(e -> re[e] * re[e] + im[e] * im[e]).average().orElseThrow();
    }

    /** |Σ y(n) d(n + lag)|/127 of the primary symbol, for all lags around. */
    double[] correlations(double[] sequence) {
        double[] c = new double[SEQUENCE];
        for (int lag = 0; lag < SEQUENCE; lag++) {
            double a = 0;
            double b = 0;
            for (int n = 0; n < SEQUENCE; n++) {
                double d = sequence[(n + lag) % SEQUENCE];
                a += re[FIRST + n] * d;
                b += im[FIRST + n] * d;
            }
            c[lag] = Math.hypot(a, b) / SEQUENCE;
        }
        return c;
    }

    /** Coarse parts and the strength of the three finest bands, of the energies of empty elements and of the correlations off the peak, in units of the noise. */
    double[] features(double[] sequence, double noise) {
        double[] e = new double[ROWS];
        Arrays.setAll(e, k -> (re[EMPTY[k]] * re[EMPTY[k]] + im[EMPTY[k]] * im[EMPTY[k]]) / noise - 1);
        double[] correlations = correlations(sequence);
        double[] c = new double[ROWS];
        for (int k = 0; k + 1 < SEQUENCE; k++) {
            c[k] = correlations[k + 1] * Math.sqrt(SEQUENCE / noise) - 1;
        }
        double[] all = new double[FEATURES];
        bands(e, all, 0);
        bands(c, all, FEATURES / 2);
        return all;
    }

    /** Haar's transform to the third level: sixteen means and the root mean squares of the details, finest first. */
    private static void bands(double[] x, double[] to, int at) {
        double[] a = x;
        for (int level = 0; level < LEVELS; level++) {
            double[] mean = new double[a.length / 2];
            double detail = 0;
            for (int k = 0; k < mean.length; k++) {
                mean[k] = (a[2 * k] + a[2 * k + 1]) * Math.sqrt(0.5);
                double d = (a[2 * k] - a[2 * k + 1]) * Math.sqrt(0.5);
                detail += d * d / mean.length;
            }
            to[at + COARSE + level] = Math.sqrt(detail) - 1;
            a = mean;
        }
        System.arraycopy(a, 0, to, at, COARSE);
    }
}
