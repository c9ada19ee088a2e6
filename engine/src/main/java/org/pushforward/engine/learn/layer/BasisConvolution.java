package org.pushforward.engine.learn.layer;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.numerics.SpectralBasis;

/**
 * Spectral convolution in the plane in any two orthonormal bases, Fourier or Chebyshev (Du, Chalapathi & Krishnapriyan 2024, arXiv:2312.05225): the coefficients of
 * every channel are mixed by a real matrix each, y = Σ_ij φ_i ψ_j W_ij ⟨φ_i ψ_j, x⟩. Batch × channels × nodes of the first basis × nodes of the second. O(nodes
 * (modes₁ + modes₂) channels + modes₁ modes₂ channels²). Immutable.
 */
public final class BasisConvolution implements OperatorNetwork.Mixing {

    private final String name;
    private final int channels;
    private final Transform first;
    private final Transform second;

    /** Both matrices of a basis and some nodes. */
    private record Transform(int modes, int nodes, double[] analysis, double[] values) {
        static Transform of(SpectralBasis b, int n) {
            return new Transform(b.count(), n, b.analysis(n), b.values(b.nodes(n)));
        }
    }

    /**
     * @param n1 nodes of the first basis
     * @param n2 of the second
     */
    public BasisConvolution(String name, int channels, SpectralBasis first, int n1, SpectralBasis second, int n2) {
        this.name = name;
        this.channels = channels;
        this.first = Transform.of(first, n1);
        this.second = Transform.of(second, n2);
    }

    @Override
    public List<Part> parts() {
        double bound = 1 / Math.sqrt(channels);
        return List.of(new Part(name + ".mix", u -> Arrays.setAll(u, k -> bound * (2 * u[k] - 1)), first.modes * second.modes, channels, channels));
    }

    @Override
    public Value apply(Theta w, Value x) {
        int p = first.modes;
        int q = second.modes;
        Value c = coefficients(x).reshape(x.size(0), channels, p * q).permute(2, 0, 1);
        return values(c.matmul(w.get(name + ".mix")).permute(1, 2, 0).reshape(x.size(0), channels, p, q));
    }

    /** … × n1 × n2 → … × modes₁ × modes₂. */
    public Value coefficients(Value x) {
        Value a = x.tape().of(first.analysis, first.modes, first.nodes);
        Value b = x.tape().of(second.analysis, second.modes, second.nodes);
        return a.matmul(x).matmul(b.transposed());
    }

    /** … × modes₁ × modes₂ → … × n1 × n2. */
    public Value values(Value c) {
        Value a = c.tape().of(first.values, first.nodes, first.modes);
        Value b = c.tape().of(second.values, second.nodes, second.modes);
        return a.matmul(c).matmul(b.transposed());
    }
}
