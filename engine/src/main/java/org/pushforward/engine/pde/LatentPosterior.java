package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.Philox;

/**
 * Chains of the posterior of z given a few values of u, p(z | d) ∝ exp(−|u(z) − d|²/2s² − |z|²/2), by Hamiltonian Monte Carlo (Duane et al. 1987,
 * doi:10.1016/0370-2693(87)91197-X; Neal 2011, arXiv:1206.1901) with {@value #LEAPS} leaps a proposal; before that, steepest descent finds where to begin. Chains of
 * several media go together. s² is the variance of the noise and of what the network leaves unexplained where the descent ends, so no solution is asked for. Immutable.
 *
 * @param chains of each medium
 * @param at nodes of the sensors, as many for each medium
 * @param data one row a medium
 * @param z chains of all media, one after the other
 * @param variance s² of each medium, {@code step} leap lengths of each chain
 * @param kept draws, newest last
 * @param accepted share of the latest proposals
 */
record LatentPosterior(int chains, int[][] at, double[][] data, double noise, double[] z, double[] variance, double[] step, double[][] kept, double accepted, int done) {

    private static final int LEAPS = 8;
    private static final double DESCENT = 0.08;
    /** Proposals before draws are kept. */
    private static final int BURN = 10;

    static LatentPosterior of(int latent, int chains, int[][] at, double[][] data, double noise) {
        int all = chains * data.length;
        double[] variance = new double[data.length];
        Arrays.fill(variance, 1e-2);
        double[] step = new double[all];
        Arrays.fill(step, 0.05);
        return new LatentPosterior(chains, at, data, noise, new double[all * latent], variance, step, new double[0][], 0, 0);
    }

    private int latent() {
        return z.length / step.length;
    }

    /** Energies, one a chain, then slopes, chains × latent. */
    private double[][] energy(GenerativeNetwork net, Fit fit, double[] place, double[] s2, CancelToken cancel) {
        int all = step.length;
        int sensors = at[0].length;
        try (Tape tape = Tape.open(cancel)) {
            Value v = tape.variable(place, all, latent());
            Value u = net.solution(Theta.constant(tape, fit.weights(), fit.theta()), v);
            int[] pick = IntStream.range(0, all * sensors).map(k -> at[k / sensors / chains][k % sensors]).toArray();
            double[] target = IntStream.range(0, all * sensors).mapToDouble(k -> data[k / sensors / chains][k % sensors]).toArray();
            double[] scale = IntStream.range(0, all).mapToDouble(k -> 0.5 / s2[k / chains]).toArray();
            Value off = u.gather(1, tape.indices(pick, all, sensors)).minus(tape.of(target, all, sensors)).square().sum(1);
            Value e = off.times(tape.of(scale, all)).plus(v.square().sum(1).times(0.5));
            return new double[][] {e.array(), e.sum().grad(v).array(), off.array()};
        }
    }

    /** A step of the descent; the spread between network and data becomes part of the variance. */
    LatentPosterior descended(GenerativeNetwork net, Fit fit, Philox random, CancelToken cancel) {
        double[] now = z.clone();
        if (done == 0) {
            random.normals(0, 1, 0, now.length, now, 0);
        }
        double[][] e = energy(net, fit, now, variance, cancel);
        int d = latent();
        for (int c = 0; c < step.length; c++) {
            double norm = 1e-12;
            for (int k = 0; k < d; k++) {
                norm += e[1][c * d + k] * e[1][c * d + k];
            }
            double length = DESCENT * Math.min(1, 20.0 / (done + 1)) * Math.sqrt(d) / Math.sqrt(norm);
            for (int k = 0; k < d; k++) {
                now[c * d + k] -= length * e[1][c * d + k];
            }
        }
        double[] s2 = new double[data.length];
        for (int m = 0; m < s2.length; m++) {
            double best = Arrays.stream(e[2], m * chains, (m + 1) * chains).min().orElseThrow() / Math.max(1, at[0].length - d);
            s2[m] = Math.max(noise * noise, best);
        }
        return new LatentPosterior(chains, at, data, noise, now, s2, step, kept, accepted, done + 1);
    }

    /** A proposal of every chain. */
    LatentPosterior sampled(GenerativeNetwork net, Fit fit, int proposal, Philox random, CancelToken cancel) {
        int d = latent();
        double[] p = new double[z.length];
        random.stream(1).normals(0, 1, proposal, p.length, p, 0);
        double[] u = new double[step.length];
        random.stream(2).uniforms(0, 1, proposal, u.length, u, 0);
        double[] q = z.clone();
        double[][] first = energy(net, fit, q, variance, cancel);
        double[] before = hamiltonian(first[0], p);
        double[][] e = first;
        for (int leap = 0; leap < LEAPS; leap++) {
            for (int k = 0; k < q.length; k++) {
                p[k] -= 0.5 * step[k / d] * e[1][k];
                q[k] += step[k / d] * p[k];
            }
            e = energy(net, fit, q, variance, cancel);
            for (int k = 0; k < q.length; k++) {
                p[k] -= 0.5 * step[k / d] * e[1][k];
            }
        }
        double[] after = hamiltonian(e[0], p);
        double[] lengths = step.clone();
        int count = 0;
        for (int c = 0; c < step.length; c++) {
            boolean isTaken = Math.log(u[c]) < before[c] - after[c];
            count += isTaken ? 1 : 0;
            if (!isTaken) {
                System.arraycopy(z, c * d, q, c * d, d);
            }
            // Lengths settle while nothing is kept yet.
            lengths[c] *= proposal < BURN ? isTaken ? 1.3 : 0.5 : 1;
        }
        double[][] more = proposal < BURN ? kept : Arrays.copyOf(kept, kept.length + 1);
        if (proposal >= BURN) {
            more[kept.length] = q;
        }
        return new LatentPosterior(chains, at, data, noise, q, variance, lengths, more, (double) count / step.length, done + 1);
    }

    private double[] hamiltonian(double[] energy, double[] p) {
        int d = latent();
        return IntStream.range(0, energy.length).mapToDouble(c -> energy[c] + 0.5 * IntStream.range(c * d, (c + 1) * d).mapToDouble(k -> p[k] * p[k]).sum()).toArray();
    }

    /** All kept draws of a medium, draws × latent; where the chains are when none is kept. */
    double[] draws(int medium) {
        int d = latent();
        double[][] from = kept.length == 0 ? new double[][] {z} : kept;
        return Arrays.stream(from).flatMapToDouble(q -> Arrays.stream(q, medium * chains * d, (medium + 1) * chains * d)).toArray();
    }
}
