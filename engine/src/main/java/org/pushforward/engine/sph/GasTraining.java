package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;

/** What a {@link DeepGas} is trained on: gases as places at every step, particles in the same order throughout. Stateless. */
final class GasTraining {

    private GasTraining() { }

    /** Deviations of density, velocity and acceleration over every so many steps. */
    static double[] scales(List<double[][]> gases, int every, double dt, GasConvolution layer) {
        double[] sum = new double[4];
        for (double[][] x : gases) {
            for (int k = 1; k + 1 < x.length; k += every) {
                double[] rho = GasConvolution.density(x[k], layer.mass(), layer.reach());
                for (int i = 0; i < rho.length; i++) {
                    double a = (x[k + 1][i] - 2 * x[k][i] + x[k - 1][i]) / (dt * dt);
                    double u = (x[k][i] - x[k - 1][i]) / dt;
                    sum[0] += (rho[i] - 2) * (rho[i] - 2);
                    sum[1] += u * u;
                    sum[2] += a * a;
                    sum[3]++;
                }
            }
        }
        return new double[] {Math.sqrt(sum[0] / sum[3]), Math.sqrt(sum[1] / sum[3]), Math.sqrt(sum[2] / sum[3])};
    }

    /**
     * Some gases are rolled from some step on; the mean square of what places are off, over what the usual acceleration moves them by.
     *
     * @param draws which gas and from which step, uniform in (0, 1], two a gas
     * @param shaken by how much places are off at the start, normal numbers, in what the usual acceleration moves them by in a step: the net learns to
     *     smooth what its own errors will be
     */
    static Value loss(List<double[][]> all, DeepGas net, Theta w, double[] draws, double[] shaken, int steps, double dt) {
        List<double[][]> gases = new ArrayList<>();
        int[] from = new int[draws.length / 2];
        for (int b = 0; b < from.length; b++) {
            gases.add(all.get(Math.min(all.size() - 1, (int) (draws[2 * b] * all.size()))));
            int choices = gases.get(b).length - steps - 1;
            from[b] = 1 + Math.min(choices - 1, (int) (draws[2 * b + 1] * choices));
        }
        int n = gases.getFirst()[0].length;
        double noise = net.scales()[2] * dt * dt;
        double[] off = Arrays.stream(shaken).map(z -> noise * z).toArray();
        double[] speed = joined(gases.size(), n, (g, i) -> (gases.get(g)[from[g]][i] - gases.get(g)[from[g] - 1][i] + off[g * n + i]) / dt);
        Value u = w.tape().of(speed, speed.length, 1);
        // Ways from the first place, since places themselves would lose their last digits.
        Value moved = w.tape().of(off, off.length, 1);
        Value sum = w.tape().of(0);
        for (int k = 1; k <= steps; k++) {
            u = u.plus(net.accelerations(w, places(gases, from, moved.array()), u).times(dt));
            moved = moved.plus(u.times(dt));
            int step = k;
            double[] wanted = joined(gases.size(), n, (g, i) -> gases.get(g)[from[g] + step][i] - gases.get(g)[from[g]][i]);
            double unit = net.scales()[2] * dt * dt * k * (k + 1) / 2;
            sum = sum.plus(moved.minus(w.tape().of(wanted, wanted.length, 1)).over(unit).square().mean().over(steps));
        }
        return sum;
    }

    private static List<double[]> places(List<double[][]> gases, int[] from, double[] moved) {
        List<double[]> x = new ArrayList<>();
        for (int g = 0; g < from.length; g++) {
            double[] at = gases.get(g)[from[g]].clone();
            for (int i = 0; i < at.length; i++) {
                at[i] += moved[g * at.length + i];
            }
            x.add(at);
        }
        return x;
    }

    /** Numbers of several gases, one behind the other. */
    static double[] joined(int gases, int n, OfParticle value) {
        double[] all = new double[gases * n];
        Arrays.setAll(all, k -> value.at(k / n, k % n));
        return all;
    }

    /** A number of a particle of a gas. */
    interface OfParticle {
        double at(int gas, int particle);
    }
}
