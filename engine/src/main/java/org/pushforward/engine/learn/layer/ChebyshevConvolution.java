package org.pushforward.engine.learn.layer;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;

/**
 * A convolution on a graph (Defferrard, Bresson & Vandergheynst 2016, arXiv:1606.09375): Σ_{k&lt;K} T_k(L̃) H W_k + b with Chebyshev polynomials of the scaled Laplacian
 * L̃ = −D⁻¹A, which is 2L/λ_max − I for the Laplacian L = I − D⁻¹A of the random walk and the bound λ_max = 2, and keeps constants where degrees differ; so a node sees K − 1 edges far. By the recurrence on H, or, where there are fewer channels behind
 * than before, by Clenshaw's on H W_k. n × inputs → n × outputs, K − 1 products with L̃, which is sparse.
 *
 * @param order K
 */
public record ChebyshevConvolution(String name, int inputs, int outputs, int order) implements Owner {

    /** L̃ of a graph by the neighbours of each node. */
    public static SparseRows laplacian(int[][] neighbours) {
        int n = neighbours.length;
        double[] l = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j : neighbours[i]) {
                l[i * n + j] = -1.0 / neighbours[i].length;
            }
        }
        return SparseRows.of(l, n);
    }

    @Override
    public List<Part> parts() {
        double bound = 1 / Math.sqrt((double) inputs * order);
        return List.of(new Part(name + ".mix", Start.uniform(bound), order, inputs, outputs), new Part(name + ".bias", Start.uniform(bound), outputs));
    }

    public Value apply(Theta w, SparseRows.On laplacian, Value h) {
        Value mix = w.get(name + ".mix");
        Value sum = outputs < inputs ? after(mix, laplacian, h) : before(mix, laplacian, h);
        return sum.plus(w.get(name + ".bias"));
    }

    private Value before(Value mix, SparseRows.On laplacian, Value h) {
        Value[] t = new Value[order];
        Arrays.setAll(t, k -> h);
        for (int k = 1; k < order; k++) {
            Value next = laplacian.times(t[k - 1]);
            t[k] = k == 1 ? next : next.times(2).minus(t[k - 2]);
        }
        return Value.cat(1, t).matmul(mix.reshape(order * inputs, outputs));
    }

    /** b_k = H W_k + 2 L̃ b_{k+1} − b_{k+2}; the sum is b_0 − L̃ b_1. */
    private Value after(Value mix, SparseRows.On laplacian, Value h) {
        Value later = h.matmul(mix.at(0, order - 1));
        Value latest = later.times(0);
        for (int k = order - 2; k >= 0; k--) {
            Value next = h.matmul(mix.at(0, k)).plus(laplacian.times(later).times(k == 0 ? 1 : 2)).minus(latest);
            latest = later;
            later = next;
        }
        return later;
    }
}
