package org.pushforward.engine.transport.grid;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Lanes;

/**
 * C = A B for square matrices of doubles. A and C are row-major with a stride; B is packed in panels of {@link #WIDTH} columns, so that it
 * is read straight through: entry (k, j) at {@code (j / WIDTH · size + k) · WIDTH + j % WIDTH}. Sizes are multiples of {@link #UNIT}.
 * Every entry is one chain of fused multiply-adds by ascending k, so the bits depend neither on vector length nor threads. Stateless.
 */
final class PanelProduct {

    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    static final int WIDTH = 2 * LANES;
    private static final int ROWS = 4;
    static final int UNIT = Math.max(WIDTH, ROWS);
    /** Multiply-adds of a range over four: well under a millisecond. */
    private static final int GRAIN = 1 << 20;

    private PanelProduct() { }

    /** The least multiple of {@link #UNIT} that holds n. */
    static int size(int n) {
        return (n + UNIT - 1) / UNIT * UNIT;
    }

    /** Where entry (k, j) of the packed matrix is. */
    static int packed(int size, int k, int j) {
        return (j / WIDTH * size + k) * WIDTH + j % WIDTH;
    }

    /**
     * @param size rows and columns
     * @param inner columns of A and rows of B that are not zero
     * @param adds whether C is added to
     */
    static void multiply(int size, int inner, double[] a, double[] b, double[] c, boolean adds, StepContext context) {
        int rows = Math.max(1, GRAIN / (size * inner * ROWS)) * ROWS;
        context.workers().forRanges(size, rows, (from, to) -> {
            for (int i = from; i < to; i += ROWS) {
                for (int j = 0; j < size; j += WIDTH) {
                    // Often, for the first blocks of a process are done by code that is not compiled yet.
                    context.cancel().throwIfCancelled();
                    block(size, inner, a, i * size, b, j * size, c, i * size + j, adds);
                }
            }
        });
    }

    private static void block(int size, int inner, double[] a, int row, double[] b, int panel, double[] c, int out, boolean adds) {
        DoubleVector s00 = start(c, out, adds);
        DoubleVector s01 = start(c, out + LANES, adds);
        DoubleVector s10 = start(c, out + size, adds);
        DoubleVector s11 = start(c, out + size + LANES, adds);
        DoubleVector s20 = start(c, out + 2 * size, adds);
        DoubleVector s21 = start(c, out + 2 * size + LANES, adds);
        DoubleVector s30 = start(c, out + 3 * size, adds);
        DoubleVector s31 = start(c, out + 3 * size + LANES, adds);
        for (int k = 0; k < inner; k++) {
            DoubleVector b0 = DoubleVector.fromArray(S, b, panel + k * WIDTH);
            DoubleVector b1 = DoubleVector.fromArray(S, b, panel + k * WIDTH + LANES);
            DoubleVector a0 = DoubleVector.broadcast(S, a[row + k]);
            DoubleVector a1 = DoubleVector.broadcast(S, a[row + size + k]);
            DoubleVector a2 = DoubleVector.broadcast(S, a[row + 2 * size + k]);
            DoubleVector a3 = DoubleVector.broadcast(S, a[row + 3 * size + k]);
            s00 = a0.fma(b0, s00);
            s01 = a0.fma(b1, s01);
            s10 = a1.fma(b0, s10);
            s11 = a1.fma(b1, s11);
            s20 = a2.fma(b0, s20);
            s21 = a2.fma(b1, s21);
            s30 = a3.fma(b0, s30);
            s31 = a3.fma(b1, s31);
        }
        Lanes.known(s00).intoArray(c, out);
        Lanes.known(s01).intoArray(c, out + LANES);
        Lanes.known(s10).intoArray(c, out + size);
        Lanes.known(s11).intoArray(c, out + size + LANES);
        Lanes.known(s20).intoArray(c, out + 2 * size);
        Lanes.known(s21).intoArray(c, out + 2 * size + LANES);
        Lanes.known(s30).intoArray(c, out + 3 * size);
        Lanes.known(s31).intoArray(c, out + 3 * size + LANES);
    }

    private static DoubleVector start(double[] c, int at, boolean adds) {
        return adds ? DoubleVector.fromArray(S, c, at) : DoubleVector.zero(S);
    }

    /** The same one entry at a time, with the same bits: the scalar twin. */
    static void twin(int size, int inner, double[] a, double[] b, double[] c, boolean adds) {
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                double sum = adds ? c[i * size + j] : 0;
                for (int k = 0; k < inner; k++) {
                    sum = Math.fma(a[i * size + k], b[(j / WIDTH * size + k) * WIDTH + j % WIDTH], sum);
                }
                c[i * size + j] = sum;
            }
        }
    }
}
