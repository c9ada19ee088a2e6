package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Dense;

/**
 * Layers of {@link ParticleConvolution}s (R. Winchenbach and N. Thuerey 2024, arXiv:2403.16680, after B. Ummenhofer et al. 2020): the first is a convolution of 1, ρ and u beside a
 * dense map of them, each further one relu, a convolution plus a dense map, plus what came in where widths agree. Particles do not see themselves. What
 * comes out is an acceleration, in units of that of the data. Neighbors are taken where particles are: gradients go through what is carried, not through
 * who is near. Immutable.
 *
 * @param layer basis, window, mass and reach
 * @param widths of the hidden layers
 * @param scales deviations of ρ, u and the acceleration over the data
 */
record DeepGas(ParticleConvolution layer, List<Integer> widths, double[] scales) implements Owner {

    private static final double SMALL = 0.05;

    private int inputs(int l) {
        return l == 0 ? layer.features() : l == 1 ? 2 * widths.getFirst() : widths.get(l - 1);
    }

    private int outputs(int l) {
        return l < widths.size() ? widths.get(l) : layer.axes();
    }

    private Dense dense(int l) {
        return new Dense("dense." + l, inputs(l), outputs(l));
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int l = 0; l <= widths.size(); l++) {
            parts.addAll(dense(l).parts());
            parts.add(new Part("conv." + l, Start.uniform(l == 0 ? SMALL : SMALL / 4), layer.terms() * inputs(l), outputs(l)));
        }
        return parts;
    }

    /**
     * Accelerations of several gases of as many particles.
     *
     * @param x places of each gas
     * @param u velocities of all, one behind the other, particles × axes
     */
    Value accelerations(Theta w, List<double[]> x, Value u) {
        int n = x.getFirst().length / layer.axes();
        ParticleConvolution.Edges e = layer.edges(x);
        int slots = e.who().length / (n * x.size());
        Value who = w.tape().indices(e.who(), e.who().length);
        Value values = w.tape().of(e.values(), n * x.size(), slots, layer.terms());
        double[] rho = new double[n * x.size()];
        for (int g = 0; g < x.size(); g++) {
            double[] some = layer.density(x.get(g));
            for (int i = 0; i < n; i++) {
                rho[g * n + i] = (some[i] - layer.rest()) / scales[0];
            }
        }
        Value density = w.tape().of(rho, rho.length, 1);
        Value h = Value.cat(1, density.times(0).plus(1), density, u.over(scales[1]));
        h = Value.cat(1, dense(0).apply(w, h), convolved(w, 0, h, who, values));
        for (int l = 1; l <= widths.size(); l++) {
            Value a = h.relu();
            Value next = convolved(w, l, a, who, values).plus(dense(l).apply(w, a));
            h = next.size(1) == h.size(1) ? next.plus(h) : next;
        }
        return h.times(scales[2]);
    }

    private Value convolved(Theta w, int l, Value f, Value who, Value values) {
        int m = values.size(0);
        Value near = f.rows(who).reshape(m, values.size(1), f.size(1));
        Value patch = values.transposed().matmul(near).reshape(m, values.size(2) * f.size(1));
        return patch.matmul(w.get("conv." + l));
    }
}
