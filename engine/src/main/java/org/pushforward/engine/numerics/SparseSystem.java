package org.pushforward.engine.numerics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.DMatrixSparseCSC;
import org.ejml.data.DMatrixSparseTriplet;
import org.ejml.interfaces.linsol.LinearSolverSparse;
import org.ejml.ops.DConvertMatrixStruct;
import org.ejml.sparse.FillReducing;
import org.ejml.sparse.csc.CommonOps_DSCC;
import org.ejml.sparse.csc.decomposition.chol.CholeskyUpLooking_DSCC;
import org.ejml.sparse.csc.factory.LinearSolverFactory_DSCC;
import org.pushforward.engine.api.CancelToken;

/**
 * Sparse systems whose unknowns have places, solved by LU factors, or by Cholesky's of symmetric positive definite ones, after nested dissection of
 * the places (George 1973, doi:10.1137/0710032): halves first, what separates them last, so that n unknowns of the plane fill O(n log n) entries and cost O(n^1.5).
 * The order depends on which entries there are only, and serves all matrices of a kind. Immutable; its matrices are not.
 */
public final class SparseSystem {

    /** Parts of at most so many unknowns are not halved. */
    private static final int LEAF = 24;

    private final int n;
    /** New place of each unknown. */
    private final int[] rank;
    private final List<int[]> neighbours;

    /**
     * @param x and {@code y}: where the unknowns are
     * @param neighbours of each unknown: the columns of its row; whoever knows somebody is known by him
     */
    public SparseSystem(double[] x, double[] y, List<int[]> neighbours) {
        n = x.length;
        this.neighbours = neighbours;
        rank = new int[n];
        int[] order = IntStream.range(0, n).toArray();
        int[] side = new int[n];
        dissect(order, 0, n, x, y, neighbours, side);
        for (int k = 0; k < n; k++) {
            rank[order[k]] = k;
        }
    }

    /**
     * The nodes of a mesh, each with some unknowns, known to all unknowns of the nodes it shares a cell with.
     *
     * @param xy of the nodes, n × 2
     * @param cells node numbers, {@code corners} each
     * @param each unknowns of a node; those of node v are v·each, …
     */
    public static SparseSystem ofMesh(double[] xy, int[] cells, int corners, int each) {
        int nodes = xy.length / 2;
        List<TreeSet<Integer>> known = Stream.generate(TreeSet<Integer>::new).limit(nodes).toList();
        for (int k = 0; k < cells.length; k++) {
            for (int c = 0; c < corners; c++) {
                known.get(cells[k]).add(cells[k / corners * corners + c]);
            }
        }
        int[][] rows = known.stream().map(s -> s.stream().flatMapToInt(w -> IntStream.range(w * each, (w + 1) * each)).toArray()).toArray(int[][]::new);
        return new SparseSystem(IntStream.range(0, nodes * each).mapToDouble(k -> xy[2 * (k / each)]).toArray(),
                IntStream.range(0, nodes * each).mapToDouble(k -> xy[2 * (k / each) + 1]).toArray(), IntStream.range(0, nodes * each).mapToObj(k -> rows[k / each]).toList());
    }

    /** Unknowns are m × m nodes of a grid, row by row, each of which knows those up to {@code reach} rows and columns away. */
    public static SparseSystem ofGrid(int m, int reach) {
        double[] x = new double[m * m];
        double[] y = new double[m * m];
        List<int[]> neighbours = new ArrayList<>();
        for (int a = 0; a < x.length; a++) {
            int i = a / m;
            int j = a % m;
            x[a] = i;
            y[a] = j;
            int top = Math.max(0, i - reach);
            int left = Math.max(0, j - reach);
            int columns = Math.min(m - 1, j + reach) - left + 1;
            int[] known = new int[(Math.min(m - 1, i + reach) - top + 1) * columns];
            Arrays.setAll(known, c -> (top + c / columns) * m + left + c % columns);
            neighbours.add(known);
        }
        return new SparseSystem(x, y, neighbours);
    }

    private static void dissect(int[] order, int from, int end, double[] x, double[] y, List<int[]> neighbours, int[] side) {
        if (end - from <= LEAF) {
            return;
        }
        double[] along = spread(order, from, end, x) >= spread(order, from, end, y) ? x : y;
        int[] part = IntStream.range(from, end).map(k -> order[k]).boxed().sorted(Comparator.<Integer>comparingDouble(k -> along[k]).thenComparing(k -> k))
                .mapToInt(k -> k).toArray();
        int middle = part.length / 2;
        for (int k = 0; k < part.length; k++) {
            side[part[k]] = k < middle ? 1 : 2;
        }
        // The separator: who is left and knows somebody on the right.
        int[] cut = Arrays.stream(part).filter(k -> side[k] == 1 && Arrays.stream(neighbours.get(k)).anyMatch(j -> side[j] == 2)).toArray();
        for (int k : cut) {
            side[k] = 3;
        }
        int[] ends = new int[4];
        ends[0] = from;
        for (int which = 1; which <= 3; which++) {
            int at = ends[which - 1];
            for (int k : part) {
                if (side[k] == which) {
                    order[at++] = k;
                }
            }
            ends[which] = at;
        }
        for (int k : part) {
            side[k] = 0;
        }
        dissect(order, from, ends[1], x, y, neighbours, side);
        dissect(order, ends[1], ends[2], x, y, neighbours, side);
    }

    private static double spread(int[] order, int from, int end, double[] v) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int k = from; k < end; k++) {
            low = Math.min(low, v[order[k]]);
            high = Math.max(high, v[order[k]]);
        }
        return high - low;
    }

    private double[] solved(LinearSolverSparse<DMatrixSparseCSC, DMatrixRMaj> factors, double[] b) {
        DMatrixRMaj right = new DMatrixRMaj(n, 1);
        for (int k = 0; k < n; k++) {
            right.data[rank[k]] = b[k];
        }
        DMatrixRMaj x = new DMatrixRMaj(n, 1);
        factors.solve(right, x);
        double[] out = new double[n];
        Arrays.setAll(out, k -> x.data[rank[k]]);
        return out;
    }

    /** A matrix of this kind without entries. */
    public Matrix matrix() {
        return new Matrix();
    }

    /** A symmetric matrix of this kind without entries. */
    public Symmetric symmetric() {
        return new Symmetric();
    }

    /** Factors of a symmetric matrix that has every entry it may have: by them work is counted. */
    public Factors full() {
        Symmetric m = symmetric();
        for (int k = 0; k < n; k++) {
            m.add(k, k, 1.0 + neighbours.get(k).length);
            for (int j : neighbours.get(k)) {
                if (j < k) {
                    m.add(k, j, -1);
                }
            }
        }
        return m.factored();
    }

    /** Entries and the solution with them. */
    public final class Matrix {
        private final DMatrixSparseTriplet entries = new DMatrixSparseTriplet(n, n, 9 * n);

        private Matrix() { }

        /** An entry, each at most once. */
        public void set(int row, int column, double value) {
            entries.addItem(rank[row], rank[column], value);
        }

        /** Solves for one right-hand side. Errors: {@link ArithmeticException} when the system is singular. */
        public double[] solve(double[] b, CancelToken cancel) {
            return solve(List.of(b), cancel).getFirst();
        }

        /** The same for several right-hand sides by one factorization. */
        public List<double[]> solve(List<double[]> sides, CancelToken cancel) {
            cancel.throwIfCancelled();
            DMatrixSparseCSC a = DConvertMatrixStruct.convert(entries, (DMatrixSparseCSC) null);
            a.sortIndices(null);
            LinearSolverSparse<DMatrixSparseCSC, DMatrixRMaj> lu = LinearSolverFactory_DSCC.lu(FillReducing.NONE);
            if (!lu.setA(a)) {
                throw new ArithmeticException("a singular system of " + n + " unknowns");
            }
            cancel.throwIfCancelled();
            return sides.stream().map(b -> solved(lu, b)).toList();
        }
    }

    /** Entries of a symmetric matrix, then its factors. */
    public final class Symmetric {
        private final DMatrixSparseTriplet entries = new DMatrixSparseTriplet(n, n, 9 * n);

        private Symmetric() { }

        /** Adds to an entry; a pair off the diagonal is added once, in either order. */
        public void add(int row, int column, double value) {
            entries.addItem(Math.min(rank[row], rank[column]), Math.max(rank[row], rank[column]), value);
        }

        /** L of A = L Lᵀ. Errors: {@link ArithmeticException} when the matrix is not positive definite. */
        public Factors factored() {
            DMatrixSparseCSC a = DConvertMatrixStruct.convert(entries, (DMatrixSparseCSC) null);
            a.sortIndices(null);
            CommonOps_DSCC.duplicatesAdd(a, null);
            LinearSolverSparse<DMatrixSparseCSC, DMatrixRMaj> cholesky = LinearSolverFactory_DSCC.cholesky(FillReducing.NONE);
            if (!cholesky.setA(a)) {
                throw new ArithmeticException("a matrix of " + n + " unknowns that is not positive definite");
            }
            return new Factors(cholesky);
        }
    }

    /** Factors of a symmetric matrix; for one thread at a time. */
    public final class Factors {
        private final LinearSolverSparse<DMatrixSparseCSC, DMatrixRMaj> cholesky;

        private Factors(LinearSolverSparse<DMatrixSparseCSC, DMatrixRMaj> cholesky) {
            this.cholesky = cholesky;
        }

        /** x of A x = b; b is kept. */
        public double[] solve(double[] b) {
            return solved(cholesky, b);
        }

        private DMatrixSparseCSC lower() {
            return ((CholeskyUpLooking_DSCC) cholesky.getDecomposition()).getL();
        }

        /** Multiplications that made them: half of the squares of the columns' lengths. */
        public double operations() {
            DMatrixSparseCSC l = lower();
            return IntStream.range(0, n).mapToDouble(k -> 0.5 * Math.pow(l.col_idx[k + 1] - l.col_idx[k], 2)).sum();
        }

        /** Multiplications of a right-hand side. */
        public double solveOperations() {
            return 2.0 * lower().nz_length;
        }
    }
}
