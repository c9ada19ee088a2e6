package org.pushforward.engine.learn.layer;

import java.util.stream.IntStream;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;

/**
 * Products with a constant sparse matrix, rows padded to the longest one: n × c → n × c in O(n d c) for d entries a row, by picking rows. Immutable; the arrays are not to be
 * written.
 *
 * @param length d
 * @param column n × d; entries that only pad are column 0 with value 0
 * @param value n × d
 */
public record SparseRows(int n, int length, int[] column, double[] value) {

    /** What is not zero of a square matrix, row-major. */
    public static SparseRows of(double[] dense, int n) {
        int[][] columns = IntStream.range(0, n).mapToObj(i -> IntStream.range(0, n).filter(j -> dense[i * n + j] != 0).toArray()).toArray(int[][]::new);
        int d = Math.max(1, IntStream.range(0, n).map(i -> columns[i].length).max().orElse(1));
        int[] column = new int[n * d];
        double[] value = new double[n * d];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < columns[i].length; k++) {
                column[i * d + k] = columns[i][k];
                value[i * d + k] = dense[i * n + columns[i][k]];
            }
        }
        return new SparseRows(n, d, column, value);
    }

    /** On a tape, for several products. */
    public On on(Tape tape) {
        return new On(n, length, tape.indices(column, n * length), tape.of(value, n, length, 1));
    }

    /** The matrix on a tape. */
    public record On(int n, int length, Value column, Value value) {

        public Value times(Value x) {
            return x.rows(column).reshape(n, length, x.size(1)).times(value).sum(1);
        }
    }
}
