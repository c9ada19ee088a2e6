package org.pushforward.engine.compress;

import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.KroneckerFactors;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.study.Look;

/** A block of the Fisher information of one matrix beside its Kronecker product, as the layers {@code information} and {@code product}. */
final class FisherPicture {

    private static final int INPUTS = 6;
    private static final int OUTPUTS = 8;

    private FisherPicture() { }

    /** Of the last factors; the weights between inputs that are often lit and outputs that matter. */
    static void look(List<KroneckerFactors> factors, Look to) {
        if (factors.isEmpty()) {
            to.matrix("information", 1, 1, new double[1]);
            to.matrix("product", 1, 1, new double[1]);
            return;
        }
        KroneckerFactors f = factors.getLast();
        int[] input = lit(f.a(), INPUTS);
        int[] output = lit(f.d(), OUTPUTS);
        int q = output.length;
        int side = input.length * q;
        double[] slopes = new double[f.a().rows() * side];
        for (int k = 0; k < slopes.length; k++) {
            slopes[k] = f.a().get(k / side, input[k % side / q]) * f.d().get(k / side, output[k % q]);
        }
        double[] product = new double[side * side];
        for (int k = 0; k < product.length; k++) {
            int i = k / side;
            int j = k % side;
            product[k] = Math.max(f.scale(), 1e-300) * f.right().get(input[i / q], input[j / q]) * f.left().get(output[i % q], output[j % q]);
        }
        Matrix g = Matrix.of(f.a().rows(), side, slopes);
        to.matrix("information", side, side, g.transposed().times(g).toArray());
        to.matrix("product", side, side, product);
    }

    /** The columns with the most squares. */
    private static int[] lit(Matrix m, int count) {
        double[] squares = new double[m.columns()];
        for (int n = 0; n < m.rows(); n++) {
            for (int k = 0; k < squares.length; k++) {
                squares[k] += m.get(n, k) * m.get(n, k);
            }
        }
        return IntStream.range(0, squares.length).boxed().sorted((i, j) -> Double.compare(squares[j], squares[i])).limit(count).mapToInt(k -> k).sorted().toArray();
    }
}
