package org.pushforward.engine.learn;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.LowRankAdam.Choice;
import org.pushforward.engine.learn.LowRankAdam.Projector;
import org.pushforward.engine.numerics.CosineTransform;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.ProperModes;

/** Subspaces for {@link LowRankAdam}: r columns of the cosine basis, the first r right singular vectors, r random directions. */
public final class Projectors {

    private Projectors() { }

    /** The orthonormal cosine basis Q, n × n: Q_jk = √(2/n) cos(πk(j + ½)/n), the first column 1/√n. */
    public static Matrix cosines(int n) {
        double[] q = new double[n * n];
        for (int j = 0; j < n; j++) {
            for (int k = 0; k < n; k++) {
                q[j * n + k] = Math.sqrt((k == 0 ? 1.0 : 2.0) / n) * Math.cos(Math.PI * k * (j + 0.5) / n);
            }
        }
        return Matrix.of(n, n, q);
    }

    /** G Q by fast transforms of the rows, O(mn log n). */
    public static double[] transformed(Matrix g) {
        int n = g.columns();
        double[] s = g.toArray();
        CosineTransform transform = new CosineTransform(n);
        for (int i = 0; i < g.rows(); i += 2) {
            transform.forward(s, i * n, Math.min(i + 1, g.rows() - 1) * n);
        }
        for (int k = 0; k < s.length; k++) {
            s[k] *= Math.sqrt((k % n == 0 ? 1.0 : 2.0) / n);
        }
        return s;
    }

    /** How much of G lies along every column: Σᵢ |(GQ)ᵢₖ| or Σᵢ (GQ)ᵢₖ². */
    public static double[] scores(double[] transformed, int n, boolean squares) {
        double[] scores = new double[n];
        for (int k = 0; k < transformed.length; k++) {
            scores[k % n] += squares ? transformed[k] * transformed[k] : Math.abs(transformed[k]);
        }
        return scores;
    }

    /** The numbers of the r largest, rising. */
    public static List<Integer> largest(double[] scores, int r) {
        return IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble(k -> -scores[k])).limit(r).sorted().toList();
    }

    /** Those columns of the cosine basis with the largest scores; only their numbers are kept. */
    public static Projector cosine(boolean squares) {
        return (g, r, _) -> {
            int n = g.columns();
            List<Integer> which = largest(scores(transformed(g), n, squares), r);
            Matrix q = cosines(n);
            double[] p = new double[n * r];
            Arrays.setAll(p, k -> q.get(k / r, which.get(k % r)));
            double operations = g.rows() * n * (2.5 * Math.log(n) / Math.log(2) + 5);
            return new Choice(Matrix.of(n, r, p), r, which, operations);
        };
    }

    /** The best there are (Eckart & Young 1936); 4mn² + 8n³ operations (Golub & Van Loan). */
    public static Projector singular() {
        return (g, r, _) -> {
            int n = g.columns();
            ProperModes modes = ProperModes.of(g.toArray(), n, r);
            double[] p = new double[n * r];
            for (int k = 0; k < r; k++) {
                double[] v = modes.mode(k);
                for (int j = 0; j < n; j++) {
                    p[j * r + k] = v[j];
                }
            }
            return new Choice(Matrix.of(n, r, p), (long) n * r, List.of(), 4.0 * g.rows() * n * n + 8.0 * n * n * n);
        };
    }

    /** Orthonormalized normal numbers, r of n directions that know nothing of G. */
    public static Projector random(Philox random) {
        return (g, r, key) -> {
            int n = g.columns();
            double[] z = new double[n * r];
            random.stream((int) (key >>> 32)).normals(0, 1, (int) key, z.length, z, 0);
            return new Choice(Matrix.of(n, r, z).orthonormalised(), (long) n * r, List.of(), 4.0 * n * r * r);
        };
    }

    /** ‖G P‖²/‖G‖²; one for G = 0. */
    public static double energy(Matrix g, Choice choice) {
        double all = g.frobenius();
        return all == 0 ? 1 : Math.pow(g.times(choice.columns()).frobenius() / all, 2);
    }
}
