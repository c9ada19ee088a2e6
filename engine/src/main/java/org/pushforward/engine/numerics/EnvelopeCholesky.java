package org.pushforward.engine.numerics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Sparse symmetric positive definite systems by Cholesky factors within the envelope of the lower triangle, unknowns ordered by Cuthill and McKee (1969,
 * doi:10.1145/800195.805928) and back to front: from one far away, level by level. n unknowns with a band of b cost n b² for the factors and 4 n b for a
 * right-hand side; the order serves all matrices of a kind. Of meshes of a thousand nodes or so it is faster than {@link SparseSystem}. Immutable and
 * thread-safe; its matrices are not.
 */
public final class EnvelopeCholesky {

    private final int n;
    /** New place of each unknown. */
    private final int[] rank;
    /** First column of each row, and where the row's diagonal is kept. */
    private final int[] first;
    private final int[] diagonal;

    private EnvelopeCholesky(int[][] neighbours) {
        n = neighbours.length;
        rank = ranks(neighbours);
        first = IntStream.range(0, n).toArray();
        for (int k = 0; k < n; k++) {
            for (int j : neighbours[k]) {
                int row = Math.max(rank[k], rank[j]);
                first[row] = Math.min(first[row], Math.min(rank[k], rank[j]));
            }
        }
        diagonal = new int[n];
        int at = -1;
        for (int row = 0; row < n; row++) {
            at += row - first[row] + 1;
            diagonal[row] = at;
        }
    }

    /** @param neighbours of each unknown, the columns of its row; whoever knows somebody is known by him */
    public static EnvelopeCholesky of(int[][] neighbours) {
        return new EnvelopeCholesky(neighbours);
    }

    /**
     * The nodes of a mesh, each with some unknowns, known to all unknowns of the nodes it shares a cell with.
     *
     * @param cells node numbers, {@code corners} each
     * @param each unknowns of a node; those of node v are v·each, …
     */
    public static EnvelopeCholesky ofMesh(int nodes, int[] cells, int corners, int each) {
        TreeSet<Integer>[] known = sets(nodes);
        for (int k = 0; k < cells.length; k++) {
            for (int c = 0; c < corners; c++) {
                known[cells[k]].add(cells[k / corners * corners + c]);
            }
        }
        int[][] all = new int[nodes * each][];
        for (int v = 0; v < nodes; v++) {
            int[] row = known[v].stream().flatMapToInt(w -> IntStream.range(w * each, (w + 1) * each)).toArray();
            Arrays.fill(all, v * each, (v + 1) * each, row);
        }
        return new EnvelopeCholesky(all);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static TreeSet<Integer>[] sets(int n) {
        TreeSet[] all = new TreeSet[n];
        Arrays.setAll(all, _ -> new TreeSet<Integer>());
        return all;
    }

    private static int[] ranks(int[][] neighbours) {
        int n = neighbours.length;
        int[] rank = new int[n];
        Arrays.fill(rank, -1);
        int done = 0;
        while (done < n) {
            int start = 0;
            while (rank[start] >= 0) {
                start++;
            }
            // From one end of the graph, found by walking to the farthest twice.
            int[] order = levels(neighbours, rank, start);
            order = levels(neighbours, rank, order[order.length - 1]);
            order = levels(neighbours, rank, order[order.length - 1]);
            for (int v : order) {
                rank[v] = n - 1 - done++;
            }
        }
        return rank;
    }

    private static int[] levels(int[][] neighbours, int[] rank, int start) {
        int[] order = new int[neighbours.length];
        boolean[] seen = new boolean[neighbours.length];
        order[0] = start;
        seen[start] = true;
        int count = 1;
        for (int at = 0; at < count; at++) {
            int[] next = Arrays.stream(neighbours[order[at]]).filter(v -> rank[v] < 0 && !seen[v]).boxed()
                    .sorted(Comparator.<Integer>comparingInt(v -> neighbours[v].length).thenComparingInt(v -> v)).mapToInt(v -> v).toArray();
            for (int v : next) {
                seen[v] = true;
                order[count++] = v;
            }
        }
        return Arrays.copyOf(order, count);
    }

    public int size() {
        return n;
    }

    /** Multiplications of the factors. */
    public double factorOperations() {
        return IntStream.range(0, n).mapToDouble(k -> 0.5 * Math.pow(k - first[k] + 1, 2)).sum();
    }

    /** Multiplications of a right-hand side. */
    public double solveOperations() {
        return 2.0 * (diagonal[n - 1] + 1);
    }

    /** A matrix of this kind without entries. */
    public Matrix matrix() {
        return new Matrix();
    }

    /** Entries, then factors. */
    public final class Matrix {
        private final double[] entries = new double[diagonal[n - 1] + 1];

        private Matrix() { }

        /** Adds to an entry of the lower or upper triangle; a pair off the diagonal is added once. */
        public void add(int row, int column, double value) {
            int r = Math.max(rank[row], rank[column]);
            entries[diagonal[r] - r + Math.min(rank[row], rank[column])] += value;
        }

        /** The factors, in place of the entries. Errors: {@link ArithmeticException} when the matrix is not positive definite. */
        public Factors factored() {
            for (int i = 0; i < n; i++) {
                int rowI = diagonal[i] - i;
                for (int j = first[i]; j < i; j++) {
                    int rowJ = diagonal[j] - j;
                    int from = Math.max(first[i], first[j]);
                    double sum = entries[rowI + j];
                    for (int k = from; k < j; k++) {
                        sum -= entries[rowI + k] * entries[rowJ + k];
                    }
                    entries[rowI + j] = sum / entries[diagonal[j]];
                }
                double pivot = entries[diagonal[i]];
                for (int k = first[i]; k < i; k++) {
                    pivot -= entries[rowI + k] * entries[rowI + k];
                }
                if (!(pivot > 0)) {
                    throw new ArithmeticException("a matrix of " + n + " unknowns that is not positive definite");
                }
                entries[diagonal[i]] = Math.sqrt(pivot);
            }
            return new Factors(entries);
        }
    }

    /** L of A = L Lᵀ. */
    public final class Factors {
        private final double[] l;

        private Factors(double[] l) {
            this.l = l;
        }

        /** x of A x = b; b is kept. */
        public double[] solve(double[] b) {
            double[] y = new double[n];
            for (int k = 0; k < n; k++) {
                y[rank[k]] = b[k];
            }
            for (int i = 0; i < n; i++) {
                double sum = y[i];
                int row = diagonal[i] - i;
                for (int k = first[i]; k < i; k++) {
                    sum -= l[row + k] * y[k];
                }
                y[i] = sum / l[diagonal[i]];
            }
            for (int i = n - 1; i >= 0; i--) {
                y[i] /= l[diagonal[i]];
                int row = diagonal[i] - i;
                for (int k = first[i]; k < i; k++) {
                    y[k] -= l[row + k] * y[i];
                }
            }
            double[] x = new double[n];
            Arrays.setAll(x, k -> y[rank[k]]);
            return x;
        }
    }
}
